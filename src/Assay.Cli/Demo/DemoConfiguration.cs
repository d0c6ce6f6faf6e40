using Assay.Cli.Commands;
using Assay.Configuring;
using Assay.Simulator;

namespace Assay.Cli.Demo;

/// <summary>What the demo is configured with: the example's <c>assay.yaml</c>, and a simulated provider that errs now and then.</summary>
internal static class DemoConfiguration
{
    private const string Provider = "simulated";

    /// <param name="provider">Where the simulated provider listens.</param>
    public static AssayFile Read(Uri provider)
    {
        AssayFile file = AssayFileReader.ReadOrThrow("demo/assay.yaml", ExampleFiles.Text("demo/assay.yaml"), name => ExampleFiles.Text(name.TrimStart('.', '/')));
        return file with
        {
            Providers = new Dictionary<string, ProviderSettings>(StringComparer.Ordinal) { [Provider] = file.Providers[Provider] with { BaseUrl = new Uri(provider, "v1") } },
        };
    }

    /// <summary>Replies that cannot be read are asked for once more; where that fails too, the response ends unscored.</summary>
    public static SimulatorOptions Simulator(int seed, TimeProvider clock) => new()
    {
        Seed = seed,
        Clock = clock,
        ContextWindow = 8_000,
        Faults = FaultMix.Parse("malformed=0.02,truncated=0.012,refusal=0.012,empty=0.006,500=0.001"),
    };
}
