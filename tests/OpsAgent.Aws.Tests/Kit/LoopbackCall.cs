namespace OpsAgent.Aws.Tests.Kit;

/// <param name="Operation">Such as <c>DescribeInstances</c>.</param>
/// <param name="Service">As the signature names it, such as <c>ec2</c>.</param>
/// <param name="Body">As it was sent.</param>
internal sealed record LoopbackCall(string Operation, string Service, byte[] Body);
