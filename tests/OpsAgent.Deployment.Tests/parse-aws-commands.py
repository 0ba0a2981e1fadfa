"""Has the AWS CLI read commands, one JSON array of arguments a line on standard input, and prints what it refuses.

It parses the arguments and holds them to the service's model as ever; where it would send the request, it is answered with nothing.
"""

import contextlib
import io
import json
import os
import sys
import types

os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="AKIAFAKEFAKEFAKEFAKE", AWS_SECRET_ACCESS_KEY="fake")
# The profile of the person who deploys is not this machine's.
os.environ.pop("AWS_PROFILE", None)

import botocore.endpoint
from awscli.clidriver import create_clidriver

botocore.endpoint.Endpoint.make_request = lambda self, operation, request: (types.SimpleNamespace(status_code=200, headers={}), {"ResponseMetadata": {}})
# The models are read once for all commands.
models = create_clidriver().session.get_component("data_loader")

for line in sys.stdin:
    arguments = json.loads(line)
    if arguments[:1] == ["s3"] or "wait" in arguments[:2]:
        continue
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            # One a command: a driver keeps what it was asked before.
            driver = create_clidriver()
            driver.session.register_component("data_loader", models)
            code = driver.main(arguments)
        except SystemExit as e:
            code = e.code
    if code != 0:
        print(f"aws {' '.join(arguments)}: {said.getvalue().strip().splitlines()[-1:]}")
