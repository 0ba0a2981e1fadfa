using System.Text.Json.Nodes;

using OpsAgent.Core.Operations;

namespace OpsAgent.Core.Tests.Operations;

public sealed class ToolListTests
{
    public static TheoryData<string> Names => [.. OperationCatalog.Default.Operations.Select(o => o.Name)];

    [Fact]
    public void Of_TheCatalogue_NamesEveryOperationOnceInItsOrder() =>
        Assert.Equal(OperationCatalog.Default.Operations.Select(o => o.Name), ToolList.Of(OperationCatalog.Default).Select(t => (string?)t!["name"]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_AnyOperation_HasASchemaThatAgreesWithItsParameters(string name)
    {
        var operation = OperationCatalog.Default.Operations.Single(o => o.Name == name);
        var tool = ToolList.Of(OperationCatalog.Default).Single(t => (string?)t!["name"] == name)!;
        var schema = tool["input_schema"]!.AsObject();

        Assert.Equal(operation.Kind.ToString().ToLowerInvariant(), (string?)tool["kind"]);
        Assert.Equal(operation.Parameters.All.Select(p => p.Name), schema["properties"]!.AsObject().Select(p => p.Key));
        Assert.Equal(operation.Parameters.All.Where(p => p.Required).Select(p => p.Name), schema["required"]!.AsArray().Select(r => (string?)r));
        Assert.Equal(("object", false), ((string?)schema["type"], (bool?)schema["additionalProperties"]));
        Assert.All(operation.Parameters.All, p =>
        {
            var property = schema["properties"]![p.Name]!.AsObject();
            Assert.Equal(p.Description, (string?)property["description"]);
            Assert.Equal(p.Default, property["default"]?.ToString());
            property.Remove("description");
            Assert.Equal(p.Schema().ToJsonString(), property.ToJsonString());
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_AnyOperation_SaysInItsDescriptionWhatASchemaCannot(string name)
    {
        var operation = OperationCatalog.Default.Operations.Single(o => o.Name == name);
        var description = (string?)ToolList.Of(OperationCatalog.Default).Single(t => (string?)t!["name"] == name)!["description"];

        Assert.StartsWith(operation.Description, description, StringComparison.Ordinal);
        Assert.All(operation.Parameters.Rules, r => Assert.Contains(r.Description, description, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Of_AnyOperation_NeedsNothingThatPluginFormsLack(string name)
    {
        var schema = ToolList.SchemaOf(OperationCatalog.Default.Operations.Single(o => o.Name == name));

        Assert.All(schema["properties"]!.AsObject(), p => Assert.Contains((string?)p.Value!["type"], new JsonArray("string", "integer", "boolean").Select(t => (string?)t)));
        Assert.DoesNotMatch("\"(oneOf|anyOf|allOf|not)\"", schema.ToJsonString());
    }
}
