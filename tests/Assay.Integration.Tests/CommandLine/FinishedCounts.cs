using Assay.Integration.Tests.Testing;

namespace Assay.Integration.Tests.CommandLine;

internal static class FinishedCounts
{
    /// <summary>A whole number of the account that a run with <c>--json</c> ends with.</summary>
    public static int Count(this AssayProcess.Finished run, string name) => run.Json.GetProperty(name).GetInt32();
}
