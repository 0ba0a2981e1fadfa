using OpsAgent.Console.Tests.Kit;

[assembly: AssemblyFixture(typeof(Chromium))]
