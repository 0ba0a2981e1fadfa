using Amazon.Compat.Protocols.Query;

namespace Amazon.SimpleNotificationService.Model;

public partial class MessageAttributeValue : IQueryShape
{
    public MemoryStream BinaryValue { get; set; }

    public string DataType { get; set; }

    public string StringValue { get; set; }

    void IQueryShape.Write(QueryForm form)
    {
        form.Blob("BinaryValue", BinaryValue);
        form.Text("DataType", DataType);
        form.Text("StringValue", StringValue);
    }
}
