using Amazon.Runtime;

namespace Amazon.ECS;

public class SortOrder : ConstantClass
{
    public static readonly SortOrder DESC = new("DESC");

    public SortOrder(string value)
        : base(value)
    {
    }

    public static SortOrder FindValue(string value) => FindValue<SortOrder>(value);

    public static implicit operator SortOrder(string value) => FindValue(value);
}
