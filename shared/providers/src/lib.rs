//! Adapters to language models outside: Bedrock, any server of the OpenAI protocol, and a record of one.
