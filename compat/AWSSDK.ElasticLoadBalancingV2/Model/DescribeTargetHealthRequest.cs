using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeTargetHealthRequest : AmazonElasticLoadBalancingV2Request, IQueryShape
{
    public List<string> Include { get; set; }

    public string TargetGroupArn { get; set; }

    public List<TargetDescription> Targets { get; set; }

    void IQueryShape.Write(QueryForm form)
    {
        form.Texts("Include", Include);
        form.Text("TargetGroupArn", TargetGroupArn);
        form.Structures("Targets", Targets);
    }
}
