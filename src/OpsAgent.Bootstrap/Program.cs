using System.Security.Cryptography;

using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

using OpsAgent.Aws.Clients;
using OpsAgent.Bootstrap;
using OpsAgent.Functions.Hosting;

LambdaFunction? function = null;
var name = Environment.GetEnvironmentVariable("OPSAGENT_FUNCTION") ?? string.Empty;
var log = new JsonLog(name, Console.WriteLine, TimeProvider.System);
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
