using OpsAgent.Local.SimulatedCloud;

namespace OpsAgent.Local.Tests.SimulatedCloud;

public sealed class CloudFileTests
{
    [Fact]
    public void Load_WithoutAPath_GivesADozenInstancesTaggedAndNotHealthyAndNot()
    {
        var file = CloudFile.Load(null);
        Assert.Equal(12, file.Instances.Count);
        Assert.Contains(file.Instances, i => !i.Tags.ContainsKey("OpsAgentManaged"));
        Assert.Contains(file.Instances, i => i.InstanceCheck == "impaired");
        Assert.Contains(file.Instances, i => i.State == "stopped");
    }

    [Theory]
    [InlineData("{", "is not valid")]
    [InlineData("{}", "instances")]
    [InlineData("""{"instances":[{"instance_id":"i-1"}]}""", "instance_id \"i-1\" must match")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","color":"red"}]}""", "color is not a member")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","state":"asleep"}]}""", "state \"asleep\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","ebs_check":"sick"}]}""", "ebs_check \"sick\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","lifecycle":"rented"}]}""", "lifecycle \"rented\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","root_device_type":"floppy"}]}""", "root_device_type \"floppy\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","impaired_minutes_ago":-1}]}""", "impaired_minutes_ago must be 0 to")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","scheduled_events":[{"code":"holiday"}]}]}""", "scheduled event code \"holiday\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","scheduled_events":[{"code":"system-reboot","not_before_hours":9e9}]}]}""", "the hours of a scheduled event must be")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","scheduled_events":[{"code":"system-reboot","not_before_hours":2,"not_after_hours":1}]}]}""", "not_after_hours must not be less than")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","cpu_percent":101}]}""", "cpu_percent must be 0 to 100")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"},{"instance_id":"i-0a1b2c3d"}]}""", "stands there twice")]
    [InlineData("""{"instances":[],"services":null}""", "services is null")]
    [InlineData("""{"instances":[null]}""", "an item of instances is null")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","tags":null}]}""", "tags is null")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"0a1b2c3d4e5f6071","target_groups":null}]}""", "target_groups is null")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"a b","id":"50dc6c495c0c9188"}]}""", "load balancer \"a b\": the name must be")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50DC"}]}""", "id \"50DC\" must be 16 hex digits")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188","state":"fine"}]}""", "state \"fine\" must be one of")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188","target_groups":[{"name":"web","id":"6d0ecf831eec9f09","target_type":"pod"}]}]}""", "target_type \"pod\" must be one of")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188","target_groups":[{"name":"web","id":"6d0ecf831eec9f09","port":0}]}]}""", "port must be 1 to 65535")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188","target_groups":[{"name":"web","id":"6d0ecf831eec9f09","targets":[{"id":" "}]}]}]}""", "a target has no id")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188","target_groups":[{"name":"web","id":"6d0ecf831eec9f09","targets":[{"id":"10.0.0.1","state":"sick"}]}]}]}""", "state \"sick\" of 10.0.0.1 must be one of")]
    [InlineData("""{"instances":[],"load_balancers":[{"name":"web","id":"50dc6c495c0c9188"},{"name":"web","id":"50dc6c495c0c9189"}]}""", "load balancer web stands there twice")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{}}]}""", "it needs 1 to 30 dimensions")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{"D":"d"},"value":-1}]}""", "a value must not be negative")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{"D":"d"},"wavering":1.1}]}""", "wavering must be 0 to 1")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{"D":"d"},"change":{"minutes_ago":0,"value":1}}]}""", "minutes_ago > 0")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{"D":"d"},"change":{"minutes_ago":1e300,"value":1}}]}""", "at most 129600 minutes_ago")]
    [InlineData("""{"instances":[],"metrics":[{"namespace":"N","name":"M","dimensions":{"D":"d"}},{"namespace":"N","name":"M","dimensions":{"D":"d"}}]}""", "metric N M of d stands there twice")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"}],"alarms":[{"name":"a","namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3e"},"threshold":1}]}""", "alarm a is on a metric that the file does not have")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"}],"alarms":[{"name":"a","namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"threshold":1,"state":"RED"}]}""", "state \"RED\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"}],"alarms":[{"name":"a","namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"threshold":1,"statistic":"avg"}]}""", "statistic \"avg\" must be one of")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"}],"alarms":[{"name":"a","namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"threshold":1,"comparison":">"}]}""", "must be one of GreaterThanThreshold")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"}],"alarms":[{"name":"a","namespace":"AWS/EC2","metric":"CPUUtilization","dimensions":{"InstanceId":"i-0a1b2c3d"},"threshold":1,"since_minutes_ago":-1}]}""", "since_minutes_ago must be 0 to 129600")]
    [InlineData("""{"instances":[],"events":[{"minutes_ago":-1,"name":"A","source":"b","user":"c"}]}""", "minutes_ago must be 0 to 129600")]
    [InlineData("""{"instances":[],"events":[{"minutes_ago":1,"name":"A","source":"b","user":" "}]}""", "an event needs name, source and user")]
    [InlineData("""{"instances":[],"events":[{"minutes_ago":1,"name":"A","source":"b","user":"c","request_parameters":{}}]}""", "request_parameters is not a member")]
    [InlineData("""{"instances":[],"faults":[{"action":"UpdateService","kind":"slow"}]}""", "must be an IAM action such as")]
    [InlineData("""{"instances":[],"faults":[{"action":"ecs:UpdateService","kind":"late"}]}""", "kind \"late\" must be one of")]
    [InlineData("""{"instances":[],"faults":[{"action":"ecs:UpdateService","kind":"slow","times":0}]}""", "times must be at least 1")]
    [InlineData("""{"instances":[],"faults":[{"action":"ecs:UpdateService","kind":"slow","seconds":61}]}""", "seconds must be 0 to 60")]
    public void Load_OfABrokenFile_SaysInOneLineWhatIsWrong(string json, string words)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, json);
            var error = Assert.Throws<CloudFileException>(() => CloudFile.Load(path));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Load_WithoutAPath_TellsOneStoryOfAnIncident()
    {
        var file = CloudFile.Load(null);

        var deployment = file.Events.Single(e => e is { Name: "UpdateService", MinutesAgo: < 60 });
        var web = file.Services.Single(s => s.Service == "web");
        Assert.Contains($"arn:aws:ecs:{file.Region}:{file.Account}:service/{web.Cluster}/{web.Service}", deployment.Resources);
        Assert.Contains(deployment.Resources, r => r.EndsWith($"task-definition/{web.TaskDefinition}", StringComparison.Ordinal));
        var order = new[] { deployment.MinutesAgo, ChangeOf("MemoryUtilization"), ChangeOf("TargetResponseTime"), ChangeOf("HTTPCode_Target_5XX_Count") };
        Assert.Equal(order.OrderDescending(), order);
        Assert.All(file.Alarms.Where(a => a.State == "ALARM"), a => Assert.True(a.SinceMinutesAgo < ChangeOf(a.Metric)));
        var targets = file.LoadBalancers.Single(b => b.Name == "production-web").TargetGroups.Single(g => g.Name == "web").Targets;
        Assert.Equal(web.DesiredCount, targets.Count);

        double ChangeOf(string metric) => file.Metrics.Single(m => m.Name == metric && m.Change is not null).Change!.MinutesAgo;
    }

    [Fact]
    public void Load_OfAMissingFile_NamesIt() =>
        Assert.Contains("/no/such/file", Assert.Throws<CloudFileException>(() => CloudFile.Load("/no/such/file")).Message, StringComparison.Ordinal);
}
