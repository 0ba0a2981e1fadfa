using System.Text.Json.Nodes;

using OpsAgent.Chat.Reading;
using OpsAgent.Core.Operations;
using OpsAgent.Core.Primitives;
using OpsAgent.Local;
using OpsAgent.Local.Hosting;

namespace OpsAgent.Cli.Commands;

/// <summary>The text that <c>opsagent up</c> prints when everything has started.</summary>
internal static class StartupMessage
{
    public static string For(LocalHost host) => host.Mode is ExecutionMode.LocalMock ? Simulated(host) : Live(host);

    private static string Live(LocalHost host) => $"""
        OpsAgent is up ({WireName.Of(host.Mode)}: {(host.Mode is ExecutionMode.DryRun ? "reads AWS; a write is only validated" : "reads and CHANGES AWS, each write after an approval")}).

          console         {host.Url.AbsoluteUri} (in a browser)
          API             {host.Url.AbsoluteUri.TrimEnd('/')}
          Step Functions  {host.StatesUrl.AbsoluteUri.TrimEnd('/')}
          Lambda          {host.LambdaUrl.AbsoluteUri.TrimEnd('/')}
          log             {Path.Combine(host.DataFolder, "opsagent.log")}

        API key and users are those of Parameter Store. For the AWS CLI and Step Functions and Lambda above, in this run alone:

          export AWS_ACCESS_KEY_ID={host.AccessKey!.Id} AWS_SECRET_ACCESS_KEY={host.AccessKey.Secret}

        Ctrl-C stops it.
        """;

    private static string Simulated(LocalHost host)
    {
        var url = host.Url.AbsoluteUri.TrimEnd('/');
        var question = OperationCatalog.Default.Operations.OfType<DiagnosticOperation>().Select(o => Language.English.WordsOf(o.Name).Examples).First(e => e.Count > 0)[^1];
        var write = OperationCatalog.Default.Operations.OfType<WriteOperation>().First();
        return $$$"""
            OpsAgent is up (LOCAL_MOCK: a simulated cloud; nothing leaves this machine).

              console         {{{url}}}/ (in a browser)
              API             {{{url}}}
              Step Functions  {{{host.StatesUrl.AbsoluteUri.TrimEnd('/')}}}
              Lambda          {{{host.LambdaUrl.AbsoluteUri.TrimEnd('/')}}}
              data            {{{host.DataFolder}}}
              API key         {{{host.ApiKey}}}

              {{{LocalUsers.Viewer}}}    may look
              {{{LocalUsers.Engineer}}}  may propose and approve
              {{{LocalUsers.Lead}}}      may propose and approve
              {{{LocalUsers.Admin}}}     administers

            Try, in another terminal:

              KEY={{{host.ApiKey}}}

              # Ask in plain words; "help" lists what can be asked.
              curl -s {{{url}}}/chat -H "X-API-Key: $KEY" -H "Content-Type: application/json" \
                -d '{"message":"{{{question}}}","user_context":{"user_id":"{{{LocalUsers.Engineer}}}"}}'

              # Propose a change ({{{write.Title}}}); the answer carries the approval_token.
              curl -s {{{url}}}/operations/{{{write.Name}}} -H "X-API-Key: $KEY" -H "Content-Type: application/json" \
                -d '{{{ExampleOf(write)}}}'

              # Approve it as another person: put the token in.
              curl -s {{{url}}}/operations/approve -H "X-API-Key: $KEY" -H "Content-Type: application/json" \
                -d '{"operation":"approve_action","parameters":{"approval_token":"approve-..."},"user_context":{"user_id":"{{{LocalUsers.Lead}}}"}}'

            Ctrl-C stops it.
            """;
    }

    // Its required parameters, each with the example that the catalog gives.
    private static string ExampleOf(Operation operation)
    {
        var body = new JsonObject(operation.Parameters.All.Where(p => p.Required).Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Example)));
        body["user_id"] = LocalUsers.Engineer;
        return body.ToJsonString();
    }
}
