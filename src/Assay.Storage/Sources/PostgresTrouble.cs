using System.Security.Authentication;
using Assay.Collecting.Sources;
using Npgsql;

namespace Assay.Storage.Sources;

/// <summary>What PostgreSQL and its client say, as a text for people, without the way in.</summary>
internal static class PostgresTrouble
{
    /// <param name="passed">The time limit that was passed, if it was.</param>
    public static SourceException Of(string source, PostgresAddress address, Exception e, TimeSpan? passed)
    {
        return e switch
        {
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } or OperationCanceledException or { InnerException: TimeoutException } or TimeoutException => Transient(
                passed is { } limit ? FormattableString.Invariant($"the database did not answer within {limit.TotalSeconds:0.#} s.") : "the database did not answer in time.",
                "Give the cursor column an index, or raise `timeout`."),
            PostgresException said when IsTransient(said.SqlState) => Transient($"the database cannot be read now: {Said(said)}", "It is tried again."),
            PostgresException said when said.SqlState.StartsWith("28", StringComparison.Ordinal) || said.SqlState is PostgresErrorCodes.InvalidCatalogName => Configuration(
                $"the database refuses the connection: {Said(said)}", "Correct `connection`."),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => Configuration("the query writes, and sources are only read.", "Make `query` a SELECT that changes nothing."),
            PostgresException said => Configuration($"the database refuses the query: {Said(said)}", "Correct `query`, `cursor`, `id` or `start`."),
            { InnerException: AuthenticationException } => Configuration(
                "the server's certificate is not trusted.", "Add it to those that this machine trusts, or name it with `Root Certificate` in the connection string."),
            _ => Transient("the database cannot be reached, or the connection was lost.", $"Check that the server of `connection` is up and lets this machine in. {address.Hide(e.Message)}".TrimEnd()),
        };

        // Its text only: detail and hint may show data.
        string Said(PostgresException said) => $"{address.Hide(said.MessageText)} ({said.SqlState}).";

        SourceException Transient(string problem, string remedy) => new(SourceFailure.Transient, source, problem, remedy);

        SourceException Configuration(string problem, string remedy) => new(SourceFailure.Configuration, source, problem, remedy);
    }

    /// <summary>Connections, resources, shutting down and starting, conflicts with recovery and locks: by the classes of SQLSTATE.</summary>
    private static bool IsTransient(string state) =>
        state[..2] is "08" or "40" or "53" or "57" or "58" or "XX" || state is PostgresErrorCodes.LockNotAvailable;
}
