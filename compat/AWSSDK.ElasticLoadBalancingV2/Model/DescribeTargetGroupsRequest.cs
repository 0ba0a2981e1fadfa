using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeTargetGroupsRequest : AmazonElasticLoadBalancingV2Request, IQueryShape
{
    public string LoadBalancerArn { get; set; }

    public string Marker { get; set; }

    public List<string> Names { get; set; }

    public int? PageSize { get; set; }

    public List<string> TargetGroupArns { get; set; }

    void IQueryShape.Write(QueryForm form)
    {
        form.Text("LoadBalancerArn", LoadBalancerArn);
        form.Text("Marker", Marker);
        form.Texts("Names", Names);
        form.Number("PageSize", PageSize);
        form.Texts("TargetGroupArns", TargetGroupArns);
    }
}
