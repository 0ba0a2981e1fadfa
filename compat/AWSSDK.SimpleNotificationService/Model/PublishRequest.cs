using Amazon.Compat.Protocols.Query;

namespace Amazon.SimpleNotificationService.Model;

public partial class PublishRequest : AmazonSimpleNotificationServiceRequest, IQueryShape
{
    public PublishRequest()
    {
    }

    public PublishRequest(string topicArn, string message)
    {
        TopicArn = topicArn;
        Message = message;
    }

    public PublishRequest(string topicArn, string message, string subject)
        : this(topicArn, message) => Subject = subject;

    public string Message { get; set; }

    public Dictionary<string, MessageAttributeValue> MessageAttributes { get; set; }

    public string MessageDeduplicationId { get; set; }

    public string MessageGroupId { get; set; }

    public string MessageStructure { get; set; }

    public string PhoneNumber { get; set; }

    public string Subject { get; set; }

    public string TargetArn { get; set; }

    public string TopicArn { get; set; }

    void IQueryShape.Write(QueryForm form)
    {
        form.Text("Message", Message);
        form.Map("MessageAttributes", MessageAttributes);
        form.Text("MessageDeduplicationId", MessageDeduplicationId);
        form.Text("MessageGroupId", MessageGroupId);
        form.Text("MessageStructure", MessageStructure);
        form.Text("PhoneNumber", PhoneNumber);
        form.Text("Subject", Subject);
        form.Text("TargetArn", TargetArn);
        form.Text("TopicArn", TopicArn);
    }
}
