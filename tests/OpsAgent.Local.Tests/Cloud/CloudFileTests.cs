using OpsAgent.Local.Cloud;

namespace OpsAgent.Local.Tests.Cloud;

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
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d","cpu_percent":101}]}""", "cpu_percent must be 0 to 100")]
    [InlineData("""{"instances":[{"instance_id":"i-0a1b2c3d"},{"instance_id":"i-0a1b2c3d"}]}""", "stands there twice")]
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
    public void Load_OfAMissingFile_NamesIt() =>
        Assert.Contains("/no/such/file", Assert.Throws<CloudFileException>(() => CloudFile.Load("/no/such/file")).Message, StringComparison.Ordinal);
}
