using System.Text.Json;
using Amazon.Compat.Protocols.Json;

namespace Amazon.ECS.Model;

public partial class TaskDefinition
{
    public List<ContainerDefinition> ContainerDefinitions { get; set; }

    public string Cpu { get; set; }

    public string ExecutionRoleArn { get; set; }

    public string Memory { get; set; }

    public DateTime? RegisteredAt { get; set; }

    public TaskDefinitionStatus Status { get; set; }

    public string TaskDefinitionArn { get; set; }

    public string TaskRoleArn { get; set; }

    internal static TaskDefinition Read(JsonElement json) => new()
    {
        ContainerDefinitions = json.List("containerDefinitions", ContainerDefinition.Read),
        Cpu = json.Text("cpu"),
        ExecutionRoleArn = json.Text("executionRoleArn"),
        Memory = json.Text("memory"),
        RegisteredAt = json.Time("registeredAt"),
        Status = json.Text("status"),
        TaskDefinitionArn = json.Text("taskDefinitionArn"),
        TaskRoleArn = json.Text("taskRoleArn"),
    };
}
