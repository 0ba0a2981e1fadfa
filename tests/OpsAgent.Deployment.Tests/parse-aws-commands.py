"""Has the AWS CLI's own parser read commands, one JSON array of arguments a line on standard input, and prints what it refuses.

Nothing is sent: --generate-cli-skeleton output ends after the arguments were read and held to the service's model.
"""

import contextlib
import io
import json
import os
import sys

os.environ.update(AWS_DEFAULT_REGION="us-east-1", AWS_ACCESS_KEY_ID="AKIAFAKEFAKEFAKEFAKE", AWS_SECRET_ACCESS_KEY="fake")
# The profile of the person who deploys is not this machine's.
os.environ.pop("AWS_PROFILE", None)

from awscli.clidriver import create_clidriver

driver = create_clidriver()
for line in sys.stdin:
    arguments = json.loads(line)
    if arguments[:1] == ["s3"] or "wait" in arguments[:2]:
        continue
    said = io.StringIO()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        try:
            code = driver.main(arguments + ["--generate-cli-skeleton", "output"])
        except SystemExit as e:
            code = e.code
    if code != 0:
        print(f"aws {' '.join(arguments)}: {said.getvalue().strip().splitlines()[-1:]}")
