using OpsAgent.Core.Approvals;
using OpsAgent.Core.Approvals.StateMachine;
using OpsAgent.Core.Operations.CloudTrail;
using OpsAgent.Local.SimulatedCloud;
using OpsAgent.Local.Stores;
using OpsAgent.StatesLanguage;

namespace OpsAgent.Local.Hosting;

/// <summary>What a local host in LOCAL_MOCK keeps in its data folder, for commands that work on it beside the host or after it.</summary>
public sealed class DataFolder : IDisposable, IExecutionHistory
{
    private const string DatabaseName = "opsagent.db";

    private readonly string _path;
    private readonly SqliteDatabase _database;

    private DataFolder(string path, TimeProvider time)
    {
        _path = path;
        _database = new SqliteDatabase(Path.Combine(path, DatabaseName));
        DecisionKey = DecisionKeyFile.Open(path);
        DigestKey = File.Exists(Path.Combine(path, DecisionKeyFile.DigestName)) ? DecisionKeyFile.Open(path, DecisionKeyFile.DigestName) : null;
        Parameters = new SqliteParameterStore(_database);
        Approvals = new SqliteApprovalStore(_database);
        Audit = new SqliteAuditTrail(_database);
        Digests = new SqliteDigests(_database);
        var cloud = CloudFile.Load(null);
        CloudTrail = new SimulatedCloudTrailEvents(cloud, new CloudWriteLog(_database, time), time.GetUtcNow(), new FaultInjector([], 1, time));
    }

    public SqliteParameterStore Parameters { get; }

    public SqliteApprovalStore Approvals { get; }

    public SqliteAuditTrail Audit { get; }

    public SqliteDigests Digests { get; }

    public DecisionKeyFile DecisionKey { get; }

    /// <summary>Null where no host of a version that signs digests has worked on the folder.</summary>
    public DecisionKeyFile? DigestKey { get; }

    /// <summary>The changes that OpsAgent made to the simulated cloud, as CloudTrail would show them.</summary>
    public ICloudTrailEvents CloudTrail { get; }

    /// <summary>The deployment's name.</summary>
    public static string Environment => LocalHost.Environment;

    /// <exception cref="IOException">It is no data folder.</exception>
    /// <exception cref="DataFileException">A file of it cannot be used.</exception>
    public static DataFolder Open(string path, TimeProvider time)
    {
        foreach (var name in (string[])[DatabaseName, DecisionKeyFile.Name])
        {
            if (!File.Exists(Path.Combine(path, name)))
            {
                throw new IOException($"{path} has no {name}: it is no data folder of opsagent up on the simulated cloud.");
            }
        }

        return new DataFolder(path, time);
    }

    public Task<IReadOnlyList<ExecutionEvent>> ReadAsync(Proposal proposal, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ExecutionEvent>>(
    [
        .. StoredHistory.Read(Path.Combine(_path, "states.db"), $"{proposal.Plan.Operation}-{proposal.Id}")
            .Select(e => new ExecutionEvent(e.Id, e.Type, e.At, e.Type.EndsWith("StateEntered", StringComparison.Ordinal) ? e.State : null)),
    ]);

    public void Dispose()
    {
        DecisionKey.Dispose();
        DigestKey?.Dispose();
        _database.Dispose();
    }
}
