using System.Globalization;
using OpsAgent.StatesLanguage;

// Arguments: data file, Lambda endpoint, wait time scale and, if wanted, a mock configuration. Prints its URL; each line of input is answered with the managed heap's size.
await using var server = await StatesServer.StartAsync(
    new StatesServerOptions
    {
        Port = 0,
        DataFile = args[0],
        LambdaEndpoint = new Uri(args[1]),
        WaitTimeScale = double.Parse(args[2], CultureInfo.InvariantCulture),
        MockConfigFile = args.Length > 3 ? args[3] : null,
        TimeProvider = TimeProvider.System,
    },
    CancellationToken.None);
Console.WriteLine(server.Url);
while (Console.ReadLine() is not null)
{
    Console.WriteLine(GC.GetTotalMemory(forceFullCollection: true));
}
