using System.Globalization;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Rates;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// <see cref="IRateCounter"/> on the sessions table: one item for each key and window, one UpdateItem for each count. The
/// window is part of the item's key, so that an old item never counts, however late DynamoDB deletes it.
/// </summary>
public sealed class DynamoRateCounter(AwsClients clients, TableNames tables, TimeProvider time) : IRateCounter
{
    // Long enough for instances whose clocks differ.
    private static readonly TimeSpan KeptAfter = TimeSpan.FromHours(1);

    private readonly DynamoTables _dynamo = new(clients, time);

    public Task<long> CountAsync(string key, RateWindow window, CancellationToken cancellationToken) => _dynamo.CountAsync(
        tables.Sessions,
        string.Create(CultureInfo.InvariantCulture, $"rate#{window.Start.ToUnixTimeSeconds()}#{key}"),
        window.End + KeptAfter,
        cancellationToken);
}
