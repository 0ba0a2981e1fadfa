#!/usr/bin/env python3
"""Prints template.yaml as CloudFormation gets it: packaged as `sam package` does, then expanded by AWS's own SAM translator.

usage: scripts/expand-template.py [TEMPLATE] Release=... [Parameter=Value ...]

Packaging: the file of each AWS::Include stands in its place, the state machine's definition too, and a name in a bucket
stands for each CodeUri. Functions of CloudFormation and DefinitionSubstitutions stay: CloudFormation resolves them.
Needs: pip install aws-sam-translator. Asks AWS nothing.
"""

import json
import os
import pathlib
import sys

import yaml

try:
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse
except ModuleNotFoundError as missing:
    sys.exit(f"expand-template: {missing}. pip install aws-sam-translator==1.110.*")

# libyaml's loader is a third faster. The translator looks it up by this name.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# The translator gets the Region from boto3, to determine the partition.
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


def main(arguments):
    named = arguments and "=" not in arguments[0]
    path = pathlib.Path(arguments[0] if named else pathlib.Path(__file__).parent.parent / "template.yaml")
    given = dict(a.split("=", 1) for a in arguments[1 if named else 0:])
    template = packaged(yaml_parse(path.read_text()), path.parent)
    values = {name: str(p["Default"]) for name, p in template["Parameters"].items() if "Default" in p}
    values |= given
    if missing := [name for name in template["Parameters"] if name not in values]:
        sys.exit(f"expand-template: without default, so to be given: {', '.join(missing)}")
    try:
        json.dump(transform(template, values, NoManagedPolicies()), sys.stdout, indent=1)
    except InvalidDocumentException as e:
        sys.exit("expand-template: " + "\n".join(f"{cause.message}" for cause in e.causes))


class NoManagedPolicies:
    """Policies of AWS are named by ARN in the template, so none has to be looked up."""

    def load(self):
        return {}


def packaged(node, folder):
    if isinstance(node, list):
        return [packaged(item, folder) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("Fn::Transform", {}).get("Name") == "AWS::Include":
        return included(folder / node["Fn::Transform"]["Parameters"]["Location"])
    result = {key: packaged(value, folder) for key, value in node.items()}
    if "DefinitionUri" in result:
        result["Definition"] = included(folder / result.pop("DefinitionUri"))
    if "CodeUri" in result:
        result["CodeUri"] = {"Bucket": "deployment-bucket", "Key": "bootstrap.zip"}
    return result


def included(path):
    # A plain loader, because AWS::Include does not support short forms of functions (!Sub) either.
    try:
        return yaml.safe_load(path.read_text())
    except FileNotFoundError:
        sys.exit(f"expand-template: there is no {path}, which the template includes.")
    except yaml.YAMLError as e:
        sys.exit(f"expand-template: {path} cannot be included: {e}")


if __name__ == "__main__":
    main(sys.argv[1:])
