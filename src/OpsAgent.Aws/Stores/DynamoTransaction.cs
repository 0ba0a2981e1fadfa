using System.Security.Cryptography;

using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

using OpsAgent.Aws.Clients;
using OpsAgent.Core.Audit;
using OpsAgent.Core.Primitives;

namespace OpsAgent.Aws.Stores;

/// <summary>
/// One TransactWriteItems. Every put carries the transaction's own id, which is its ClientRequestToken too: a repeat
/// whose first reply was lost is answered as the first was, by AWS for ten minutes and by the id for good.
/// </summary>
internal sealed class DynamoTransaction(TableNames tables)
{
    private const int MaxItems = 100;
    private const int Attempts = 6;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(25);
    private static readonly string[] Actions = ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem"];

    private readonly string _id = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly List<TransactWriteItem> _items = [];

    public bool TooLarge => _items.Count > MaxItems;

    /// <returns>The entry's place, by which <see cref="DynamoCommit.Failed"/> names it.</returns>
    public int PutNew(string table, string partition, Dictionary<string, AttributeValue> item) =>
        Put(table, item, $"attribute_not_exists({partition})", null);

    public int Put(string table, Dictionary<string, AttributeValue> item, string? condition, Dictionary<string, AttributeValue>? values)
    {
        item["write_id"] = DynamoTables.Text(_id);
        _items.Add(new() { Put = new() { TableName = table, Item = item, ConditionExpression = condition, ExpressionAttributeValues = values } });
        return _items.Count - 1;
    }

    public int Delete(string table, Dictionary<string, AttributeValue> key, string condition, Dictionary<string, AttributeValue> values)
    {
        _items.Add(new() { Delete = new() { TableName = table, Key = key, ConditionExpression = condition, ExpressionAttributeValues = values } });
        return _items.Count - 1;
    }

    public bool IsAudit(int place) => _items[place].Put?.TableName == tables.Audit;

    /// <exception cref="AuditWriteException">The audit table refused the role, or has no room in this transaction.</exception>
    public async Task<DynamoCommit> CommitAsync(IAmazonDynamoDB client, DynamoTables reader, TimeProvider time, CancellationToken cancellationToken)
    {
        if (TooLarge)
        {
            throw new AuditWriteException($"The audit has more than the {MaxItems} entries of one transaction.");
        }

        var request = new TransactWriteItemsRequest { TransactItems = _items, ClientRequestToken = _id };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await AwsCall.RunAsync("dynamodb:TransactWriteItems", Resource, () => client.TransactWriteItemsAsync(request, cancellationToken),
                    "TransactionCanceledException", "TransactionInProgressException", "AccessDeniedException");
                return new DynamoCommit([]);
            }
            catch (TransactionCanceledException e) when (FailedOf(e) is { Count: > 0 } failed)
            {
                return await IsOursAsync(reader, cancellationToken) ? new DynamoCommit([]) : new DynamoCommit(failed);
            }
            catch (TransactionCanceledException) when (attempt < Attempts)
            {
                await PauseAsync(attempt, time, cancellationToken);
            }
            catch (TransactionInProgressException) when (attempt < Attempts)
            {
                await PauseAsync(attempt, time, cancellationToken);
            }
            catch (TransactionCanceledException e)
            {
                throw Failure(ErrorCode.AwsThrottled, $"AWS could not carry out dynamodb:TransactWriteItems on {Resource} beside other writers. Nothing was done; try again in a minute.", e);
            }
            catch (TransactionInProgressException e)
            {
                throw Failure(ErrorCode.AwsServiceError, $"AWS has not finished dynamodb:TransactWriteItems on {Resource}. Look at the state before trying again.", e);
            }
            catch (AmazonServiceException e) when (e.ErrorCode == "AccessDeniedException")
            {
                throw Denied(e);
            }
        }
    }

    private string Resource => _items[0].Put?.TableName ?? _items[0].Delete.TableName;

    private static List<int> FailedOf(TransactionCanceledException e) =>
        [.. (e.CancellationReasons ?? []).Select((r, i) => (r.Code, i)).Where(r => r.Code == "ConditionalCheckFailed").Select(r => r.i)];

    private static Task PauseAsync(int attempt, TimeProvider time, CancellationToken cancellationToken) =>
        Task.Delay(FirstWait * (1 << attempt) * (RandomNumberGenerator.GetInt32(50, 101) / 100.0), time, cancellationToken);

    // The last put is an audit event wherever there is one, and nobody writes over that.
    private async Task<bool> IsOursAsync(DynamoTables reader, CancellationToken cancellationToken)
    {
        var last = _items.Last(i => i.Put is not null).Put;
        string[] key = last.TableName == tables.Audit ? [TableSchema.Audit.Partition, TableSchema.Audit.Sort!]
            : last.TableName == tables.Incidents ? [TableSchema.Incidents.Partition]
            : last.TableName == tables.Decisions ? [TableSchema.Decisions.Partition, TableSchema.Decisions.Sort!]
            : [TableSchema.Approvals.Partition];
        var stored = await reader.GetAsync(last.TableName, key.ToDictionary(k => k, k => last.Item[k]), cancellationToken);
        return stored is not null && stored.TryGetValue("write_id", out var id) && id.S == _id;
    }

    // AWS names the table and the action of the one entry that it refused.
    private Exception Denied(AmazonServiceException e)
    {
        var action = Actions.FirstOrDefault(a => e.Message.Contains(a, StringComparison.Ordinal)) ?? "dynamodb:TransactWriteItems";
        var audit = e.Message.Contains($"table/{tables.Audit}", StringComparison.Ordinal);
        var table = audit ? tables.Audit : Resource;
        var message = $"AWS denied {action} on {table}: the role in use lacks the permission {action}. Add it to the role, or look for a policy that denies it.";
        return audit ? new AuditWriteException(message, e) : new AwsException(ErrorCode.AwsAccessDenied, action, table, message, e);
    }

    private AwsException Failure(ErrorCode code, string message, Exception inner) => new(code, "dynamodb:TransactWriteItems", Resource, message, inner);
}
