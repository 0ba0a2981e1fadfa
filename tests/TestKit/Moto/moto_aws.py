"""moto as one AWS account on a free port of 127.0.0.1.

Arguments: [--lambda URL] makes its Step Functions call functions at URL; [--unlocked] leaves DynamoDB without the lock.
Prints the port on one line and serves until its standard input ends, so that it never outlives the test that started it.
"""

import argparse
import copy
import logging
import os
import sys
import threading

os.environ.setdefault("AWS_ACCESS_KEY_ID", "test")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import boto3
from moto.core.config import default_user_config

default_user_config["stepfunctions"] = {"execute_state_machine": True}

import moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils as lambda_calls
from moto.dynamodb.responses import DynamoHandler
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.stepfunctions.models import StateMachine
from werkzeug.serving import make_server

parser = argparse.ArgumentParser()
parser.add_argument("--lambda", dest="functions")
parser.add_argument("--unlocked", action="store_true")
options = parser.parse_args()

logging.disable(logging.CRITICAL)


def client_for(service, region=None, **_):
    assert service == "lambda", service
    return boto3.client("lambda", region_name=region or "us-east-1", endpoint_url=options.functions)


# moto asks for a client by this name; there is no setting for another endpoint.
lambda_calls.boto_client_for = client_for
# A deep copy of a machine that has run fails on its threads.
StateMachine.__deepcopy__ = lambda self, memo: copy.copy(self)

if not options.unlocked:
    # moto's TransactWriteItems is not atomic under concurrency: its rollback restores a copy of the tables.
    gate = threading.RLock()
    call_action = DynamoHandler.call_action

    def call_alone(self):
        with gate:
            return call_action(self)

    DynamoHandler.call_action = call_alone

server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
