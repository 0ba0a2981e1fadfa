using OpsAgent.Aws.Clients;
using OpsAgent.Aws.Stores;
using OpsAgent.Aws.Tests.Kit;
using OpsAgent.TestKit;
using OpsAgent.TestKit.Moto;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;


[assembly: AssemblyFixture(typeof(Moto))]

namespace OpsAgent.Aws.Tests.Kit;

/// <summary>One moto for the assembly, reached as production reaches AWS: by the environment.</summary>
public sealed class Moto : IAsyncLifetime
{
    private MotoAws? _aws;
    private static readonly Lock Gate = new();
    private int _tables;
    private AwsClients? _clients;

    public AwsClients Clients => Required(_clients);

    public Uri Url => Required(_aws).Url;

    /// <returns>Clients of DynamoDB and Parameter Store at another address than the fixture's.</returns>
    public static AwsClients ClientsAt(Uri url, AwsTimeouts timing)
    {
        var clients = new AwsClients(timing, new BasicAWSCredentials("AKIAFAKEFAKEFAKEFAKE", "fake"));
        lock (Gate)
        {
            var before = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL");
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", url.ToString());
            Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
            // A client reads its address when it is made.
            _ = clients.DynamoDb;
            _ = clients.Ssm;
            Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", before);
        }

        return clients;
    }

    public async ValueTask InitializeAsync()
    {
        if (!ExternalTool.IsPresent("moto"))
        {
            return;
        }

        _aws = await MotoAws.StartAsync();
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL", _aws.Url.ToString());
        Environment.SetEnvironmentVariable("AWS_REGION", "us-east-1");
        _clients = ClientsAt(_aws.Url, AwsTimeouts.Standard);
    }

    public async ValueTask DisposeAsync()
    {
        _clients?.Dispose();
        if (_aws is not null)
        {
            await _aws.DisposeAsync();
        }
    }

    /// <returns>New, empty tables.</returns>
    public async Task<TableNames> TablesAsync()
    {
        var number = Interlocked.Increment(ref _tables);
        var names = new TableNames($"approvals-{number}", $"decisions-{number}", $"audit-{number}", $"incidents-{number}", $"sessions-{number}");
        foreach (var (name, schema) in new[]
        {
            (names.Approvals, TableSchema.Approvals), (names.Decisions, TableSchema.Decisions), (names.Audit, TableSchema.Audit), (names.Incidents, TableSchema.Incidents), (names.Sessions, TableSchema.Sessions),
        })
        {
            await Clients.DynamoDb.CreateTableAsync(Request(name, schema));
        }

        return names;
    }

    /// <summary>Puts a text in place of an item's body.</summary>
    public Task SpoilAsync(string table, Dictionary<string, AttributeValue> key, string body, CancellationToken cancellationToken) => Clients.DynamoDb.UpdateItemAsync(
        new UpdateItemRequest
        {
            TableName = table,
            Key = key,
            UpdateExpression = "SET body = :b",
            ExpressionAttributeValues = new() { [":b"] = new AttributeValue { S = body } },
        },
        cancellationToken);

    private static T Required<T>(T? value)
    {
        ExternalTool.Require("moto");
        return value!;
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
