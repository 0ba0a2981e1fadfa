using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;
using OpsAgent.Core.Operations.CloudWatch;
using OpsAgent.Core.Operations.Ec2;
using OpsAgent.Core.Operations.Parameters;
using OpsAgent.Core.Primitives;
using OpsAgent.TestKit;

namespace OpsAgent.Core.Tests.Operations;

public sealed class OperationCatalogTests
{
    [Fact]
    public void Find_OperationOfTheKind_FindsIt()
    {
        Assert.IsType<RebootEc2>(OperationCatalog.Default.Find<WriteOperation>("reboot_ec2", "action").Value());
        Assert.IsType<GetEc2Status>(OperationCatalog.Default.Find<DiagnosticOperation>("get_ec2_status", "operation").Value());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Reboot_EC2")]
    [InlineData("get_ec2_status")]
    public void Find_NotAWrite_NamesTheWritesThereAre(string? name)
    {
        var refusal = OperationCatalog.Default.Find<WriteOperation>(name, "action").Refusal(ErrorCode.UnknownOperation);

        Assert.Equal("action", refusal.Detail("field"));
        Assert.Contains("reboot_ec2", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("get_ec2_status", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Operations_All_HaveSnakeCaseNamesThatDifferAndWordsForPeople()
    {
        Assert.All(OperationCatalog.Default.Operations, o =>
        {
            Assert.Matches("^[a-z]+(_[a-z0-9]+)+$", o.Name);
            Assert.NotEmpty(o.Title);
            Assert.EndsWith(".", o.Description, StringComparison.Ordinal);
        });
        Assert.Equal(OperationCatalog.Default.Operations.Count, OperationCatalog.Default.Operations.DistinctBy(o => o.Name).Count());
    }

    [Fact]
    public void Operations_TheirExamples_PassTheirOwnRules()
    {
        foreach (var operation in OperationCatalog.Default.Operations)
        {
            foreach (var parameter in operation.Parameters.All.Where(p => p.Example is not null))
            {
                var alone = new ParameterSet([parameter]);
                alone.Validate(new JsonObject { [parameter.Name] = parameter.Example }.ToElement()).Value();
            }
        }
    }

    [Fact]
    public void Operations_Writes_SayHowTheyAreUndoneOrThatTheyAreNot() =>
        Assert.All(OperationCatalog.Default.Operations.OfType<WriteOperation>(), w =>
        {
            Assert.NotEmpty(w.Undo);
            Assert.Matches("^[a-z0-9]+:[A-Z][A-Za-z]+$", w.IamAction);
            Assert.Contains(w.Parameters.All, p => p is TextParameter { Name: "reason", Required: true, MinLength: 10, MaxLength: 500 });
        });

    [Theory]
    [InlineData("5m", 5, "5 minutes")]
    [InlineData("1h", 60, "hour")]
    [InlineData("6h", 360, "6 hours")]
    [InlineData("24h", 1440, "24 hours")]
    [InlineData("1d", 1440, "day")]
    [InlineData("7d", 10080, "7 days")]
    public void TimeWindow_AsPeopleWriteIt_IsItsLengthAndItsWords(string text, int minutes, string words)
    {
        Assert.Equal(TimeSpan.FromMinutes(minutes), TimeWindow.Parse(text));
        Assert.Equal(words, TimeWindow.Describe(text));
    }

    [Theory]
    [InlineData("5x")]
    [InlineData("xm")]
    public void TimeWindow_NoWindow_Throws(string text) => Assert.Throws<FormatException>(() => TimeWindow.Parse(text));
}
