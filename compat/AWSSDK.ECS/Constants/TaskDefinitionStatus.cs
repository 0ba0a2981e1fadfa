using Amazon.Runtime;

namespace Amazon.ECS;

public class TaskDefinitionStatus : ConstantClass
{
    public static readonly TaskDefinitionStatus ACTIVE = new("ACTIVE");

    public TaskDefinitionStatus(string value)
        : base(value)
    {
    }

    public static TaskDefinitionStatus FindValue(string value) => FindValue<TaskDefinitionStatus>(value);

    public static implicit operator TaskDefinitionStatus(string value) => FindValue(value);
}
