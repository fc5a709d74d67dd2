"""What schemathesis' configuration cannot say of the requests it makes."""

import os
import random
import re
from collections import defaultdict, deque

import schemathesis
from schemathesis.core.parameters import ParameterLocation

# The ids of those as whom the fuzz calls: gone or locked, every later answer would be 401 or 403, and nothing would be looked at.
SPARED = set(os.environ["FUZZ_SPARED"].split())
NOBODY = "00000000-0000-4000-8000-000000000000"
# Changes of that tenant are this one's, which is active: most of those that the fuzz makes wait for their owners.
STAND_INS = {"tenantId": os.environ["FUZZ_STAND_IN"]}
IDEMPOTENCY_KEY = re.compile(r"[!-+\--~]{1,255}")
# What in bodies and queries names what there is.
NAMES = {"run_id": "runId", "client_id": "keyId", "token": "token"}

# What there is, as the last answers told: ids by the names of the parameters that take them, for each set of these.
known = defaultdict(lambda: deque(maxlen=20))
dice = random.Random(1)


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code not in (200, 201, 202) or "application/json" not in str(response.headers.get("content-type")):
        return
    answer = response.json()
    for found in ids_of(answer) if isinstance(answer, dict) else ():
        ids = {**(case.path_parameters or {}), **found}
        if ids not in known[frozenset(ids)]:
            known[frozenset(ids)].append(ids)


def ids_of(answer):
    """A `run_id`, the `id` of a `run` and those of `runs` are a `runId`; what has a name or a token is found by that, too."""
    own = {camel_case(name): value for name, value in answer.items() if name.endswith("_id")}
    parts = {name: [value] if isinstance(value, dict) else value for name, value in answer.items() if isinstance(value, (dict, list))}
    # What there is one of, all the others belong to.
    for name, values in sorted(parts.items(), key=lambda part: isinstance(answer[part[0]], list)):
        thing = name.removesuffix("s")
        names = {f"{thing}_id": f"{thing}Id", "id": f"{thing}Id", "name": "name", "token": "token"}
        for value in filter(lambda value: isinstance(value, dict), values):
            ids = own | {names[field]: value[field] for field in names if field in value}
            yield ids
            if isinstance(answer[name], dict):
                own = ids
    yield own


def camel_case(name):
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


@schemathesis.hook
def before_call(context, case, kwargs):
    if dice.random() < 0.5:
        lead_somewhere(case)
    if case.method != "GET":
        for name, value in (case.path_parameters or {}).items():
            if value in SPARED:
                case.path_parameters[name] = NOBODY if case.method == "DELETE" else STAND_INS.get(name, NOBODY)
    # One that came before with another body is 409 whatever the body, and schemathesis sends the same with all that it tries.
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and IDEMPOTENCY_KEY.fullmatch(key):
        case.headers["Idempotency-Key"] = case.id


def lead_somewhere(case):
    """Ids that are made up lead nowhere, and what is behind the 404 would never be looked at."""
    names = frozenset(case.path_parameters or {})
    if names and not is_wrong_on_purpose(case, ParameterLocation.PATH):
        case.path_parameters.update(pick(names))
    for location, values in ((ParameterLocation.QUERY, case.query), (ParameterLocation.BODY, case.body)):
        if isinstance(values, dict) and not is_wrong_on_purpose(case, location):
            for name in NAMES.keys() & values.keys():
                values.update({name: value for value in pick(frozenset([NAMES[name]])).values()})


def is_wrong_on_purpose(case, location):
    return case.meta is not None and case.meta.is_negative_at(location)


def pick(names):
    fitting = [ids for there, those in known.items() if names <= there for ids in those]
    return {name: value for name, value in dice.choice(fitting).items() if name in names} if fitting else {}
