using Amazon.Runtime;

namespace Amazon.ECS;

public class PropagateTags : ConstantClass
{
    public static readonly PropagateTags SERVICE = new("SERVICE");
    public static readonly PropagateTags NONE = new("NONE");

    public PropagateTags(string value)
        : base(value)
    {
    }

    public static PropagateTags FindValue(string value) => FindValue<PropagateTags>(value);

    public static implicit operator PropagateTags(string value) => FindValue(value);
}
