using Amazon.Compat.Protocols.Query;

namespace Amazon.ElasticLoadBalancingV2.Model;

public partial class DescribeLoadBalancersRequest : AmazonElasticLoadBalancingV2Request, IQueryShape
{
    public List<string> LoadBalancerArns { get; set; }

    public string Marker { get; set; }

    public List<string> Names { get; set; }

    public int? PageSize { get; set; }

    void IQueryShape.Write(QueryForm form)
    {
        form.Texts("LoadBalancerArns", LoadBalancerArns);
        form.Text("Marker", Marker);
        form.Texts("Names", Names);
        form.Number("PageSize", PageSize);
    }
}
