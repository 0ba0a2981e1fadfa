using System.Security.Cryptography;

using OpsAgent.Core.Audit.Digests;
using OpsAgent.Local.Hosting;
using OpsAgent.Local.Stores;
using OpsAgent.Local.Tests.Kit;

namespace OpsAgent.Local.Tests.Flow;

public sealed class DigestTests
{
    [Fact]
    public async Task Run_AfterAnHour_SignsWhatHappenedByAKeyOfItsOwn()
    {
        var folder = Directory.CreateTempSubdirectory("opsagent-digests-");
        try
        {
            await using var agent = await LocalAgent.StartAsync(new LocalOptions { DataFolder = folder.FullName });
            await agent.ProposeRebootAsync(Instances.Impaired);
            using var database = new SqliteDatabase(Path.Combine(folder.FullName, "opsagent.db"));

            // Of the timer's runs one comes ten minutes after the hour at the latest.
            var digests = new SqliteDigests(database);
            for (var i = 0; await digests.ReadBeforeAsync(long.MaxValue, CancellationToken.None) is null; i++)
            {
                Assert.InRange(i, 0, 500);
                agent.Time.Advance(TimeSpan.FromMinutes(5));
                await Task.Delay(20);
            }

            var key = await File.ReadAllTextAsync(Path.Combine(folder.FullName, DecisionKeyFile.DigestName));
            Assert.NotEqual(await File.ReadAllTextAsync(Path.Combine(folder.FullName, DecisionKeyFile.Name)), key);
            using var pair = ECDsa.Create();
            pair.ImportFromPem(key);
            using var verification = new AuditVerification(pair.ExportSubjectPublicKeyInfo(), agent.Time.GetUtcNow());
            foreach (var digest in await digests.ReadAsync(1, 100, CancellationToken.None))
            {
                verification.AddDigest(digest);
            }

            foreach (var chain in database.Transact(s => s.Query("SELECT DISTINCT chain FROM audit", r => r.GetString(0))))
            {
                verification.AddChain(chain, await new SqliteAuditTrail(database).ReadAsync(chain, CancellationToken.None), head: null);
            }

            var result = verification.Complete();
            Assert.Empty(result.Findings);
            Assert.InRange(result.Proved, 2, 100);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
