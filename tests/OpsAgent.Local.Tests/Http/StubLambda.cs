using System.Security.Cryptography;
using System.Text;

using Amazon.Lambda.Core;

using OpsAgent.Core.Primitives;
using OpsAgent.Local.Http;

namespace OpsAgent.Local.Tests.Http;

/// <summary>Functions of which every one does the same.</summary>
internal sealed class StubLambda : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    public StubLambda(Func<ILambdaContext, Task<string>> function, TimeProvider time)
    {
        Ids = new IdSource(time, _random);
        Functions = new LocalLambda(_ => async (_, context) => new MemoryStream(Encoding.UTF8.GetBytes(await function(context))), Ids, Log, time);
    }

    public IdSource Ids { get; }

    public ILambdaLogger Log { get; } = new NoLog();

    public LocalLambda Functions { get; }

    public void Dispose() => _random.Dispose();

    private sealed class NoLog : ILambdaLogger
    {
        public void Log(string message)
        {
        }

        public void LogLine(string message)
        {
        }
    }
}
