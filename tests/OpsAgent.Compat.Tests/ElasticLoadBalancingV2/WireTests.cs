using System.Net;
using System.Xml;
using Amazon;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Amazon.Runtime;
using OpsAgent.Compat.Tests.Support;

namespace OpsAgent.Compat.Tests.ElasticLoadBalancingV2;

public sealed class WireTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, Type> Codes => new()
    {
        { "HealthUnavailable", typeof(HealthUnavailableException) },
        { "InvalidTarget", typeof(InvalidTargetException) },
        { "LoadBalancerNotFound", typeof(LoadBalancerNotFoundException) },
        { "TargetGroupNotFound", typeof(TargetGroupNotFoundException) },
        { "ValidationError", typeof(AmazonElasticLoadBalancingV2Exception) },
    };

    [Fact]
    public async Task DescribeTargetHealth_OnTheWire_IsAForm()
    {
        using var service = new FakeService(FakeResponse.Xml("DescribeTargetHealth", ""));
        using var client = At(service);

        await client.DescribeTargetHealthAsync(
            new DescribeTargetHealthRequest
            {
                TargetGroupArn = "arn:aws:tg/a b+c",
                Targets = [new TargetDescription { Id = "i-1", Port = 80 }, new TargetDescription { Id = "10.0.0.1", AvailabilityZone = "all" }],
                Include = [DescribeTargetHealthInputIncludeEnum.AnomalyDetection],
            },
            Cancellation);

        var sent = service.Request;
        Expect.Signed("elasticloadbalancing", sent);
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", sent["Content-Type"]);
        Expect.Form(
            [
                ("Action", "DescribeTargetHealth"), ("Version", "2015-12-01"), ("TargetGroupArn", "arn:aws:tg/a b+c"),
                ("Targets.member.1.Id", "i-1"), ("Targets.member.1.Port", "80"),
                ("Targets.member.2.Id", "10.0.0.1"), ("Targets.member.2.AvailabilityZone", "all"), ("Include.member.1", "AnomalyDetection"),
            ],
            sent.Body);
    }

    [Fact]
    public async Task DescribeLoadBalancers_OnTheWire_IsAForm()
    {
        using var service = new FakeService(FakeResponse.Xml("DescribeLoadBalancers", ""));
        using var client = At(service);

        await client.DescribeLoadBalancersAsync(
            new DescribeLoadBalancersRequest { LoadBalancerArns = ["arn:1", "arn:2"], Names = [], Marker = "m", PageSize = 400 }, Cancellation);

        Expect.Form(
            [
                ("Action", "DescribeLoadBalancers"), ("Version", "2015-12-01"), ("LoadBalancerArns.member.1", "arn:1"), ("LoadBalancerArns.member.2", "arn:2"),
                ("Names", ""), ("Marker", "m"), ("PageSize", "400"),
            ],
            service.Request.Body);
    }

    [Fact]
    public async Task EveryOperation_WithNothingSet_SendsItsActionAndReadsNull()
    {
        using var service = new FakeService(static sent => FakeResponse.Xml(sent.Body.Split("Action=")[1].Split('&')[0], ""));
        using var client = At(service);

        var health = await client.DescribeTargetHealthAsync(new DescribeTargetHealthRequest(), Cancellation);
        var groups = await client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest(), Cancellation);
        var balancers = await client.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest(), Cancellation);

        Assert.Equal(
            ["Action=DescribeTargetHealth&Version=2015-12-01", "Action=DescribeTargetGroups&Version=2015-12-01", "Action=DescribeLoadBalancers&Version=2015-12-01"],
            service.Requests.Select(static sent => sent.Body));
        Assert.Null(health.TargetHealthDescriptions);
        Assert.Null(groups.TargetGroups);
        Assert.Null(groups.NextMarker);
        Assert.Null(balancers.LoadBalancers);
    }

    [Fact]
    public async Task DescribeTargetHealth_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Xml(
            "DescribeTargetHealth",
            """
            <TargetHealthDescriptions>
              <member>
                <Target><Id>i-1</Id><Port>80</Port><AvailabilityZone>eu-west-1a</AvailabilityZone></Target>
                <HealthCheckPort>traffic-port</HealthCheckPort>
                <TargetHealth><State>unhealthy.draining</State><Reason>Target.Timeout</Reason><Description>Request timed out &amp; gone</Description></TargetHealth>
                <AdministrativeOverride><State>no_override</State><Reason>AdministrativeOverride.NoOverride</Reason><Description>No override</Description></AdministrativeOverride>
                <AnomalyDetection><Result>anomalous</Result><MitigationInEffect>no</MitigationInEffect></AnomalyDetection>
                <SomethingNew><member><Deep>1</Deep></member></SomethingNew>
              </member>
              <member><Target><Id>i-2</Id></Target></member>
            </TargetHealthDescriptions>
            """));
        using var client = At(service);

        var answer = await client.DescribeTargetHealthAsync(new DescribeTargetHealthRequest(), Cancellation);

        var first = answer.TargetHealthDescriptions[0];
        Assert.Equal(("i-1", 80, "eu-west-1a", "traffic-port"), (first.Target.Id, first.Target.Port, first.Target.AvailabilityZone, first.HealthCheckPort));
        Assert.Equal((TargetHealthStateEnum.UnhealthyDraining, TargetHealthReasonEnum.TargetTimeout, "Request timed out & gone"), (first.TargetHealth.State, first.TargetHealth.Reason, first.TargetHealth.Description));
        Assert.Equal((TargetAdministrativeOverrideStateEnum.No_override, "No override"), (first.AdministrativeOverride.State, first.AdministrativeOverride.Description));
        Assert.Equal((AnomalyResultEnum.Anomalous, MitigationInEffectEnum.No), (first.AnomalyDetection.Result, first.AnomalyDetection.MitigationInEffect));
        Assert.Equal("i-2", answer.TargetHealthDescriptions[1].Target.Id);
        Assert.Null(answer.TargetHealthDescriptions[1].Target.Port);
        Assert.Null(answer.TargetHealthDescriptions[1].TargetHealth);
        Assert.Equal(("request-1", HttpStatusCode.OK), (answer.ResponseMetadata.RequestId, answer.HttpStatusCode));
    }

    [Fact]
    public async Task DescribeTargetGroups_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Xml(
            "DescribeTargetGroups",
            """
            <TargetGroups><member>
              <TargetGroupArn>arn:tg</TargetGroupArn><TargetGroupName>web</TargetGroupName><Protocol>HTTP</Protocol><Port>80</Port><VpcId>vpc-1</VpcId>
              <HealthCheckProtocol>HTTPS</HealthCheckProtocol><HealthCheckPort>8080</HealthCheckPort><HealthCheckEnabled>true</HealthCheckEnabled>
              <HealthCheckIntervalSeconds>30</HealthCheckIntervalSeconds><HealthCheckTimeoutSeconds>5</HealthCheckTimeoutSeconds><HealthyThresholdCount>3</HealthyThresholdCount>
              <UnhealthyThresholdCount>2</UnhealthyThresholdCount><HealthCheckPath>/ok</HealthCheckPath><Matcher><HttpCode>200-299</HttpCode><GrpcCode>0</GrpcCode></Matcher>
              <LoadBalancerArns><member>arn:lb1</member><member>arn:lb2</member></LoadBalancerArns><TargetType>ip</TargetType><ProtocolVersion>HTTP1</ProtocolVersion><IpAddressType>ipv4</IpAddressType>
            </member><member><LoadBalancerArns/><Port/></member></TargetGroups><NextMarker>more</NextMarker>
            """));
        using var client = At(service);

        var answer = await client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest(), Cancellation);

        var web = answer.TargetGroups[0];
        Assert.Equal(("arn:tg", "web", "vpc-1", "/ok", "8080", "HTTP1"), (web.TargetGroupArn, web.TargetGroupName, web.VpcId, web.HealthCheckPath, web.HealthCheckPort, web.ProtocolVersion));
        Assert.Equal((ProtocolEnum.HTTP, ProtocolEnum.HTTPS), (web.Protocol, web.HealthCheckProtocol));
        Assert.Equal((TargetTypeEnum.Ip, TargetGroupIpAddressTypeEnum.Ipv4), (web.TargetType, web.IpAddressType));
        Assert.Equal((80, true, 30, 5, 3, 2), (web.Port, web.HealthCheckEnabled, web.HealthCheckIntervalSeconds, web.HealthCheckTimeoutSeconds, web.HealthyThresholdCount, web.UnhealthyThresholdCount));
        Assert.Equal(("200-299", "0"), (web.Matcher.HttpCode, web.Matcher.GrpcCode));
        Assert.Equal(["arn:lb1", "arn:lb2"], web.LoadBalancerArns);
        Assert.Null(answer.TargetGroups[1].LoadBalancerArns);
        Assert.Null(answer.TargetGroups[1].Port);
        Assert.Equal("more", answer.NextMarker);
    }

    [Fact]
    public async Task DescribeLoadBalancers_Answered_IsReadCompletely()
    {
        using var service = new FakeService(FakeResponse.Xml(
            "DescribeLoadBalancers",
            """
            <LoadBalancers><member>
              <LoadBalancerArn>arn:lb</LoadBalancerArn><LoadBalancerName>front</LoadBalancerName><DNSName>front.example</DNSName><CanonicalHostedZoneId>Z1</CanonicalHostedZoneId>
              <CreatedTime>2026-01-21T12:53:20.250Z</CreatedTime><Scheme>internet-facing</Scheme><VpcId>vpc-1</VpcId><Type>application</Type><IpAddressType>dualstack</IpAddressType>
              <State><Code>active_impaired</Code><Reason>r</Reason></State><SecurityGroups><member>sg-1</member></SecurityGroups><CustomerOwnedIpv4Pool>pool</CustomerOwnedIpv4Pool>
              <EnablePrefixForIpv6SourceNat>off</EnablePrefixForIpv6SourceNat><EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic>on</EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic>
              <IpamPools><Ipv4IpamPoolId>ipam</Ipv4IpamPoolId></IpamPools>
              <AvailabilityZones><member><ZoneName>eu-west-1a</ZoneName><SubnetId>subnet-1</SubnetId><OutpostId>op</OutpostId>
                <LoadBalancerAddresses><member><IpAddress>1.2.3.4</IpAddress><AllocationId>eip</AllocationId><PrivateIPv4Address>10.0.0.1</PrivateIPv4Address><IPv6Address>::1</IPv6Address></member></LoadBalancerAddresses>
                <SourceNatIpv6Prefixes><member>fd00::/80</member></SourceNatIpv6Prefixes></member></AvailabilityZones>
            </member></LoadBalancers>
            """));
        using var client = At(service);

        var answer = await client.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest(), Cancellation);

        var front = Assert.Single(answer.LoadBalancers);
        Assert.Equal(("arn:lb", "front", "front.example", "Z1", "vpc-1", "pool", "on"), (front.LoadBalancerArn, front.LoadBalancerName, front.DNSName, front.CanonicalHostedZoneId, front.VpcId, front.CustomerOwnedIpv4Pool, front.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic));
        Assert.Equal((LoadBalancerSchemeEnum.InternetFacing, LoadBalancerTypeEnum.Application), (front.Scheme, front.Type));
        Assert.Equal((IpAddressType.Dualstack, EnablePrefixForIpv6SourceNatEnum.Off, "ipam"), (front.IpAddressType, front.EnablePrefixForIpv6SourceNat, front.IpamPools.Ipv4IpamPoolId));
        Assert.Equal((LoadBalancerStateEnum.Active_impaired, "r"), (front.State.Code, front.State.Reason));
        Expect.Utc(Expect.Time(0.25), front.CreatedTime);
        Assert.Equal(["sg-1"], front.SecurityGroups);
        var zone = Assert.Single(front.AvailabilityZones);
        Assert.Equal(("eu-west-1a", "subnet-1", "op"), (zone.ZoneName, zone.SubnetId, zone.OutpostId));
        Assert.Equal(["fd00::/80"], zone.SourceNatIpv6Prefixes);
        var address = Assert.Single(zone.LoadBalancerAddresses);
        Assert.Equal(("1.2.3.4", "eip", "10.0.0.1", "::1"), (address.IpAddress, address.AllocationId, address.PrivateIPv4Address, address.IPv6Address));
    }

    [Theory]
    [InlineData("2026-01-21T12:53:20Z")]
    [InlineData("2026-01-21T12:53:20.000000")]
    [InlineData("2026-01-21T13:53:20+01:00")]
    public async Task Timestamps_HoweverWritten_AreUtc(string wire)
    {
        using var service = new FakeService(FakeResponse.Xml("DescribeLoadBalancers", $"<LoadBalancers><member><CreatedTime>{wire}</CreatedTime></member></LoadBalancers>"));
        using var client = At(service);

        var answer = await client.DescribeLoadBalancersAsync(new DescribeLoadBalancersRequest(), Cancellation);

        Expect.Utc(Expect.Time(), answer.LoadBalancers[0].CreatedTime);
    }

    [Fact]
    public async Task Marker_OfAPage_AsksForTheNextOne()
    {
        using var service = new FakeService(
            FakeResponse.Xml("DescribeTargetGroups", "<TargetGroups><member><TargetGroupName>a</TargetGroupName></member></TargetGroups><NextMarker>t+/=&amp;é</NextMarker>"),
            FakeResponse.Xml("DescribeTargetGroups", "<TargetGroups><member><TargetGroupName>b</TargetGroupName></member></TargetGroups>"));
        using var client = At(service);

        var first = await client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest(), Cancellation);
        var second = await client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest { Marker = first.NextMarker }, Cancellation);

        Expect.Form([("Action", "DescribeTargetGroups"), ("Version", "2015-12-01"), ("Marker", "t+/=&é")], service.Requests[1].Body);
        Assert.Null(second.NextMarker);
        Assert.Equal(["a", "b"], first.TargetGroups.Concat(second.TargetGroups).Select(static one => one.TargetGroupName));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Error_OfAnyCode_HasItsOwnType(string code, Type expected)
    {
        var error = await FailAsync(FakeResponse.XmlError(code));

        Assert.IsType(expected, error);
        Assert.Equal(("refused", code, "request-1", HttpStatusCode.BadRequest), (error.Message, error.ErrorCode, error.RequestId, error.StatusCode));
        Assert.Equal(ErrorType.Sender, error.ErrorType);
        Assert.NotNull(error.InnerException);
    }

    [Fact]
    public void EveryTypedException_OfTheAssembly_HasACodeAbove() =>
        Assert.Empty(typeof(AmazonElasticLoadBalancingV2Exception).Assembly.GetExportedTypes()
            .Where(typeof(AmazonElasticLoadBalancingV2Exception).IsAssignableFrom)
            .Except(Codes.Select(static row => row.Data.Item2)));

    [Theory]
    [InlineData("<html>bad gateway</html>", 502)]
    [InlineData("", 503)]
    public async Task Error_ThatIsNotTheServices_IsTheBaseExceptionWithItsStatus(string body, int status)
    {
        var error = await FailAsync(new FakeResponse(status, body));

        Assert.IsType<AmazonElasticLoadBalancingV2Exception>(error);
        Assert.Equal(status, (int)error.StatusCode);
    }

    [Theory]
    [InlineData("{}", typeof(XmlException))]
    [InlineData("", typeof(XmlException))]
    [InlineData("<DescribeTargetGroupsResponse><DescribeTargetGroupsResult>", typeof(XmlException))]
    [InlineData("<R><DescribeTargetGroupsResult><TargetGroups><member><Port>many</Port></member></TargetGroups></DescribeTargetGroupsResult></R>", typeof(FormatException))]
    public async Task Answer_ThatCannotBeRead_SurfacesAsTheReadersOwnError(string body, Type expected)
    {
        using var service = new FakeService(new FakeResponse(200, body));
        using var client = At(service);

        await Assert.ThrowsAsync(expected, () => client.DescribeTargetGroupsAsync(new DescribeTargetGroupsRequest(), Cancellation));
    }

    [Theory]
    [InlineData("Throttling", 400)]
    [InlineData("InternalFailure", 500)]
    public async Task Call_ThrottledOrFailingOnce_IsRetriedAndSucceeds(string code, int status)
    {
        using var service = new FakeService(FakeResponse.XmlError(code, status: status), FakeResponse.Xml("DescribeTargetHealth", ""));
        using var client = At(service, retries: 1);

        await client.DescribeTargetHealthAsync(new DescribeTargetHealthRequest { TargetGroupArn = "arn:tg" }, Cancellation);

        Assert.Equal(2, service.Requests.Count);
        Assert.Equal(service.Requests[0].Body, service.Requests[1].Body);
    }

    [Fact]
    public void Client_OfARegion_KnowsItsEndpointAndName()
    {
        using var client = new AmazonElasticLoadBalancingV2Client(FakeCredentials.Basic, RegionEndpoint.EUWest1);

        Assert.Equal("https://elasticloadbalancing.eu-west-1.amazonaws.com/", new Uri(client.DetermineServiceOperationEndpoint(new DescribeTargetGroupsRequest()).URL).ToString());
        Assert.Equal("Elastic Load Balancing v2", AmazonElasticLoadBalancingV2Config.ServiceId);
    }

    private static async Task<AmazonElasticLoadBalancingV2Exception> FailAsync(FakeResponse answer)
    {
        using var service = new FakeService(answer);
        using var client = At(service);
        return await Assert.ThrowsAnyAsync<AmazonElasticLoadBalancingV2Exception>(() =>
            client.DescribeTargetHealthAsync(new DescribeTargetHealthRequest(), Cancellation));
    }

    private static AmazonElasticLoadBalancingV2Client At(FakeService service, int retries = 0) =>
        new(FakeCredentials.Basic, FakeCredentials.At<AmazonElasticLoadBalancingV2Config>(service.Address, retries));
}
