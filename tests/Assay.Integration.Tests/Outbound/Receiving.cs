using System.Text.Json;
using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.Outbound;

/// <summary>A service that judges without a model and tells receivers of it.</summary>
internal static class Receiving
{
    public const string Secret = "whsec_c2VjcmV0IG9mIGEgdGVzdCwgdHdlbnR5LWZvdXIgYnl0ZXM=";

    public static readonly Dictionary<string, string> Environment = new() { ["OPS_SECRET"] = Secret };

    private const string Judges = """
        judges:
          quality:
            model: offline:heuristic
            rubric: { overall: 1-5, criteria: { form: { question: "Is it well formed?", scale: 1-5 }, helpful: { question: "Does it help?", scale: 1-5 } } }

        """;

    public static Task<ServiceProcess> StartAsync(TemporaryFolder folder, string receivers, string? failPoint = null, int port = 0, IReadOnlyDictionary<string, string>? environment = null)
    {
        folder.Write("assay.yaml", Judges + receivers);
        Dictionary<string, string> variables = new(Environment.Concat(environment ?? new Dictionary<string, string>()));
        if (failPoint is not null)
        {
            variables["ASSAY_FAIL_POINT"] = failPoint;
        }

        return ServiceProcess.StartAsync(folder.Path, variables, port);
    }

    public static string Webhook(Uri address, string more = "") => $"webhooks: {{ops: {{url: \"{address}\", secret_variable: OPS_SECRET, allow_private: true{more}}}}}\n";

    public static string Lines(string prefix, int count) => string.Join('\n', Enumerable.Range(0, count).Select(i => $$"""{"id":"{{prefix}}-{{i}}","input":"Question {{i}}?","output":"Answer {{i}}."}"""));

    /// <summary>What the service says of a receiver, once that is so.</summary>
    public static async Task<JsonElement> HeldAsync(ServiceProcess service, Func<JsonElement, bool> isSo, string name = "ops")
    {
        while (true)
        {
            JsonElement receiver = (await service.GetAsync("/v1/receivers")).GetProperty("receivers").EnumerateArray().Single(r => r.GetProperty("name").GetString() == name);
            if (isSo(receiver))
            {
                return receiver;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static int Number(this JsonElement receiver, string name) => receiver.GetProperty(name).GetInt32();
}
