"""moto as one AWS account on a free port of 127.0.0.1.

Arguments: [--lambda URL] makes its Step Functions call functions at URL; [--unlocked] leaves DynamoDB without the lock;
[--interleaved] carries out a transaction without conditions while one with a condition is on its way, as far as the lock lets it.
Prints the port on one line and serves until its standard input ends, so that it never outlives the test that started it.
"""

import argparse
import contextlib
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
from moto.core.responses import ActionResult

default_user_config["stepfunctions"] = {"execute_state_machine": True}

import moto.cloudwatch.models as cloudwatch
import moto.dynamodb.models as dynamodb
import moto.stepfunctions.models as states
import moto.stepfunctions.parser.asl.component.state.exec.state_task.lambda_eval_utils as lambda_calls
from moto.cloudwatch.responses import CloudWatchResponse
from moto.dynamodb.responses import DynamoHandler
from moto.ec2.responses.instances import InstanceResponse
from moto.elbv2.responses import ELBV2Response
from moto.kms.models import Key, KmsBackend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from werkzeug.serving import make_server

parser = argparse.ArgumentParser()
parser.add_argument("--lambda", dest="functions")
parser.add_argument("--unlocked", action="store_true")
parser.add_argument("--interleaved", action="store_true")
options = parser.parse_args()

logging.disable(logging.CRITICAL)


def client_for(service, region=None, **_):
    assert service == "lambda", service
    return boto3.client("lambda", region_name=region or "us-east-1", endpoint_url=options.functions)


# moto asks for a client by this name; there is no setting for another endpoint.
lambda_calls.boto_client_for = client_for
# CloudFormation would make a machine where the engine that runs them does not look.
states.stepfunctions_backends = stepfunctions_parser_backends
# A deep copy of a machine that has run fails on its threads.
StateMachine.__deepcopy__ = lambda self, memo: copy.copy(self)


make_key = Key.create_from_cloudformation_json.__func__


def key_as_it_is_said(cls, resource_name, cloudformation_json, account_id, region_name, **more):
    """moto's CloudFormation makes every key a symmetric one."""
    said = cloudformation_json["Properties"]
    create_key = KmsBackend.create_key

    def create(self, policy, key_usage, key_spec, *rest, **named):
        return create_key(self, policy, said.get("KeyUsage", key_usage), said.get("KeySpec", key_spec), *rest, **named)

    KmsBackend.create_key = create
    try:
        return make_key(cls, resource_name, cloudformation_json, account_id, region_name, **more)
    finally:
        KmsBackend.create_key = create_key


Key.create_from_cloudformation_json = classmethod(key_as_it_is_said)


def same_dimensions(one, other):
    return sorted((d.name, d.value) for d in one) == sorted((d.name, d.value) for d in other)


# moto lists a metric of several dimensions once for each of its datapoints.
cloudwatch.are_dimensions_same = same_dimensions


def paged(handler, operation, split, size, size_field, token_in, token_out):
    """Gives the answer of an operation in small pages, as AWS may whatever was asked for; moto gives it in large ones or all at once."""
    whole = getattr(handler, operation)

    def page(self):
        get = self._get_param
        start = int(get(token_in) or 0)
        self._get_param = lambda name, *rest, **more: (
            sys.maxsize if name == size_field else None if name == token_in else get(name, *rest, **more)
        )
        result, total = split(whole(self).result, start, start + size)
        return ActionResult({**result, token_out: str(start + size) if start + size < total else None})

    setattr(handler, operation, page)


def list_under(key):
    def split(result, start, end):
        items = list(result[key])
        return {**result, key: items[start:end]}, len(items)

    return split


def datapoints(result, start, end):
    """A page of GetMetricData ends after a number of datapoints, wherever in a series that is."""
    results, at = [], 0
    for series in result["MetricDataResults"]:
        first, last = max(start - at, 0), max(end - at, 0)
        at += len(series["timestamps"])
        results.append({**series, "timestamps": series["timestamps"][first:last], "values": series["values"][first:last]})
    return {**result, "MetricDataResults": results}, at


paged(CloudWatchResponse, "describe_alarms", list_under("MetricAlarms"), 20, "MaxRecords", "NextToken", "NextToken")
paged(CloudWatchResponse, "get_metric_data", datapoints, 40, "MaxDatapoints", "NextToken", "NextToken")
paged(CloudWatchResponse, "list_metrics", list_under("Metrics"), 20, None, "NextToken", "NextToken")
paged(ELBV2Response, "describe_target_groups", list_under("TargetGroups"), 20, "PageSize", "Marker", "NextMarker")
paged(InstanceResponse, "describe_instances", list_under("Reservations"), 20, "MaxResults", "NextToken", "NextToken")

# moto's TransactWriteItems is not atomic under concurrency: its rollback restores a copy of the tables.
gate = contextlib.nullcontext() if options.unlocked else threading.RLock()
call_action = DynamoHandler.call_action


def call_alone(self):
    with gate:
        return call_action(self)


DynamoHandler.call_action = call_alone

if options.interleaved:
    look = dynamodb.get_filter_expression
    copied, beside = threading.Event(), threading.Event()

    def look_late(condition, *names_and_values):
        # A transaction looks at its condition when it has copied the tables.
        if condition:
            copied.set()
            beside.wait(60)
        return look(condition, *names_and_values)

    def call_beside(self):
        if "TransactWriteItems" not in self.headers["X-Amz-Target"] or "ConditionExpression" in str(self.body):
            return call_alone(self)
        copied.wait(60)
        if not options.unlocked:
            # It can come no further than to the lock, which the other holds.
            beside.set()
        answer = call_alone(self)
        beside.set()
        return answer

    dynamodb.get_filter_expression = look_late
    DynamoHandler.call_action = call_beside

server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
sys.stdin.read()
