using System.Security.Cryptography;

using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

using OpsAgent.Aws.Clients;
using OpsAgent.Bootstrap;
using OpsAgent.Functions.Hosting;

LambdaFunction? function = null;
var name = Environment.GetEnvironmentVariable("OPSAGENT_FUNCTION") ?? string.Empty;

// Here, because building the bootstrap replaces Console.Out: after that each line would become the escaped message of a line
// of the runtime's, or be dropped for its level, and no metric, alarm or saved query would find what it looks for.
var output = Console.Out;
var log = new JsonLog(name, output.WriteLine, TimeProvider.System);
using var clients = new AwsClients(AwsTimeouts.Standard);
using var random = RandomNumberGenerator.Create();
Func<Stream, ILambdaContext, Task<Stream>> handle = (input, lambdaContext) => function!(input, new LoggedContext(lambdaContext, log));
using var bootstrap = LambdaBootstrapBuilder.Create(handle)
    .UseBootstrapHandler(() =>
    {
        // Here and not above, so that Lambda hears why it failed.
        function = Composition.Create(name, Environment.GetEnvironmentVariable, clients, log, random, TimeProvider.System);
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();
