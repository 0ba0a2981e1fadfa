using System.Xml.Linq;
using Amazon.Compat.Protocols.Query;
using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

public partial class PublishResponse : AmazonWebServiceResponse
{
    public string MessageId { get; set; }

    public string SequenceNumber { get; set; }

    internal static PublishResponse Read(XElement xml) => new()
    {
        MessageId = xml.Text("MessageId"),
        SequenceNumber = xml.Text("SequenceNumber"),
    };
}
