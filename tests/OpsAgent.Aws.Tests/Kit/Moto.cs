using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using OpsAgent.Aws.Tests.Kit;
using OpsAgent.TestKit.Moto;

[assembly: AssemblyFixture(typeof(Moto))]

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>One moto for the assembly, reached as production reaches AWS: by the environment.</summary>
public sealed class Moto : IAsyncLifetime
{
    private MotoAws? _aws;
    private int _tables;

    public AwsClients Clients { get; } = new(AwsTiming.Standard, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"));

    public async ValueTask InitializeAsync()
    {
        _aws = await MotoAws.StartAsync();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", _aws.Url.ToString());
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        // Made while the environment names this moto.
        _ = Clients.DynamoDb;
        _ = Clients.Ssm;
    }

    public async ValueTask DisposeAsync()
    {
        Clients.Dispose();
        if (_aws is not null)
        {
            await _aws.DisposeAsync();
        }
    }

    /// <returns>New, empty tables.</returns>
    public async Task<TableNames> TablesAsync()
    {
        var number = Interlocked.Increment(ref _tables);
        var names = new TableNames($"approvals-{number}", $"audit-{number}", $"incidents-{number}", $"sessions-{number}");
        foreach (var (name, schema) in new[]
        {
            (names.Approvals, TableSchema.Approvals), (names.Audit, TableSchema.Audit), (names.Incidents, TableSchema.Incidents), (names.Sessions, TableSchema.Sessions),
        })
        {
            await Clients.DynamoDb.CreateTableAsync(Request(name, schema));
        }

        return names;
    }

    private static CreateTableRequest Request(string name, TableSchema schema) => new()
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        KeySchema = Keys(schema.Partition, schema.Sort),
        AttributeDefinitions =
        [
            .. schema.Indexes.SelectMany(i => new[] { i.Partition, i.Sort }).Append(schema.Partition).Append(schema.Sort)
                .OfType<string>().Distinct().Select(a => new AttributeDefinition(a, ScalarAttributeType.S)),
        ],
        GlobalSecondaryIndexes = schema.Indexes.Count == 0 ? null
            : [.. schema.Indexes.Select(i => new GlobalSecondaryIndex { IndexName = i.Name, KeySchema = Keys(i.Partition, i.Sort), Projection = new() { ProjectionType = ProjectionType.ALL } })],
    };

    private static List<KeySchemaElement> Keys(string partition, string? sort) =>
        [new(partition, KeyType.HASH), .. sort is null ? Array.Empty<KeySchemaElement>() : [new(sort, KeyType.RANGE)]];
}
