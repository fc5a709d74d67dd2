"""An agent of your own: claims a solver's turns and answers them. Python 3 and its standard library.

GENESIS_URL=http://127.0.0.1:9000 GENESIS_KEY=gns_... python3 agent_worker.py AGENT_ID [HOW_MANY]
"""

import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

URL, KEY = os.environ["GENESIS_URL"], os.environ["GENESIS_KEY"]


def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"x-api-key": KEY, "content-type": "application/json"}
    request = urllib.request.Request(URL + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def words(text):
    return re.findall(r"[^\W_]+", text)


def solve(asked):
    """The first name, new to the question, of the sentence that shares the most words with it. Put your own agent here."""
    known = {word.lower() for word in words(asked["query"])}
    passages = [item for item in asked["context"] if item["kind"] == "passage"]
    sentences = [(item["id"], text) for item in passages for text in re.split(r"(?<=[.!?])\s+|\s*…\s*", item["text"])]
    best = max(sentences, key=lambda one: len(known & {word.lower() for word in words(one[1])}), default=None)
    names = [word for word in words(best[1]) if word[0].isupper() and word.lower() not in known] if best else []
    if not names:
        return {"text": None, "confidence": 0.0}
    return {"text": names[0], "confidence": 0.6, "citations": [{"passage": best[0], "quote": best[1]}]}


def main(agent, left):
    cursor = None
    while left > 0:
        further = {"cursor": cursor} if cursor else {}
        query = urllib.parse.urlencode({"agent_id": agent, "wait_seconds": 20, **further})
        listed = call("GET", "/api/v1/agents/work?" + query)
        cursor = listed["next_cursor"]
        for work in listed["work"][:left]:
            try:
                path = "/api/v1/agents/work/" + work["execution_id"]
                claimed = call("POST", path + "/claim", {"lease_seconds": 60})
                outcome = {"claim": claimed["claim"], "output_context": solve(claimed["input_context"])}
                print(call("POST", "/api/v1/agents/complete/" + work["execution_id"], outcome)["status"])
                left -= 1
            except urllib.error.HTTPError as refused:
                print(json.load(refused)["detail"], file=sys.stderr)


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else sys.maxsize)
