using System.Runtime.CompilerServices;
using Assay.Collecting;
using Assay.Collecting.Files;
using Assay.Collecting.Pairs;
using Assay.Configuring;
using Assay.Gating;

namespace Assay.Cli.Running;

/// <summary>Where the pairs of a comparison come from.</summary>
internal abstract record PairSource
{
    private PairSource()
    {
    }

    public abstract IAsyncEnumerable<SourcedResponse> ReadAsync(InputFiles input, CancellationToken cancellationToken);

    /// <summary>Each record holds the outputs that are compared.</summary>
    public sealed record OfRecords : PairSource
    {
        public override IAsyncEnumerable<SourcedResponse> ReadAsync(InputFiles input, CancellationToken cancellationToken) => PairFiles.ReadAsync(input, cancellationToken);
    }

    /// <summary>One file for each of two systems, joined as the cases of a gate are.</summary>
    public sealed record OfTwoFiles(string First, string Second) : PairSource
    {
        /// <exception cref="ConfigurationException">No record of one file answers the same as one of the other.</exception>
        public override async IAsyncEnumerable<SourcedResponse> ReadAsync(InputFiles input, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Dictionary<string, SourcedResponse> first = await OutputsAsync(First, cancellationToken);
            Dictionary<string, SourcedResponse> second = await OutputsAsync(Second, cancellationToken);
            GateCase[] paired =
            [
                .. new CasePairing([], new GateTerms(), samples: 1).Pair([.. first.Values.Select(Unjudged)], [.. second.Values.Select(Unjudged)])
                    .Where(c => c is { Candidate: not null, Baseline: not null }),
            ];
            if (paired.Length == 0)
            {
                throw new ConfigurationException($"no record of {First} is in {Second}: they share neither an id nor a question. Give the outputs for the same input the same `id` in both files.");
            }

            int alone = first.Count + second.Count - (2 * paired.Length);
            if (alone > 0)
            {
                await Console.Error.WriteLineAsync(FormattableString.Invariant($"assay: {alone:N0} record{(alone == 1 ? " stands" : "s stand")} in one of the two files only, and cannot be compared."));
            }

            (string, string) systems = (Path.GetFileName(First), Path.GetFileName(Second));
            systems = systems.Item1 == systems.Item2 ? (First, Second) : systems;
            foreach (GateCase pair in paired)
            {
                yield return first[pair.Id] with { Response = pair.Candidate!.Response! with { Rival = new Rival(pair.Baseline!.Response!.Output) { Systems = systems } } };
            }
        }

        private static JudgedOutput Unjudged(SourcedResponse output) => new(output.Response, []);

        /// <exception cref="InputException">A record cannot be read, or two that differ have one id.</exception>
        private static async Task<Dictionary<string, SourcedResponse>> OutputsAsync(string file, CancellationToken cancellationToken)
        {
            var outputs = new Dictionary<string, SourcedResponse>(StringComparer.Ordinal);
            await foreach (SourcedResponse output in InputFiles.Find([file]).ReadAsync(cancellationToken))
            {
                if (outputs.TryGetValue(output.Response.Id, out SourcedResponse? before) && before.Response.Output != output.Response.Output)
                {
                    throw new InputException(output.Place, $"the id \"{output.Response.Id}\" stands in line {before.Line} with another output.", "Give each record an id of its own.");
                }

                outputs.TryAdd(output.Response.Id, output with { Response = output.Response with { Rival = null } });
            }

            return outputs;
        }
    }
}
