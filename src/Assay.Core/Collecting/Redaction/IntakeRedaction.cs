using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Assay.Collecting.Intake;

namespace Assay.Collecting.Redaction;

/// <summary>Redacts what comes in, before anything of it is stored; refuses responses whose ids tell what must not be stored.</summary>
public sealed class IntakeRedaction(Redactor redactor)
{
    public static readonly IntakeRedaction None = new(new Redactor(RedactionRules.None));

    public IntakeRequest Apply(IntakeRequest request)
    {
        if (redactor.Rules.IsEmpty)
        {
            return request;
        }

        var arrivals = new List<Arrival>(request.Arrivals.Count);
        // What is wrong with a record may be told in its own words, and is kept for whoever sends a named request again.
        List<RejectedRecord> rejected = [.. request.Rejected.Select(r => r with { Error = redactor.Redact(r.Error) })];
        foreach (Arrival arrival in request.Arrivals)
        {
            if (IdProblem(arrival.Response) is { } problem)
            {
                rejected.Add(new RejectedRecord(arrival.Place, $"{problem} {Remedy}"));
            }
            else
            {
                arrivals.Add(arrival with { Response = redactor.Redact(arrival.Response) });
            }
        }

        return request with { Arrivals = arrivals, Rejected = rejected, Key = request.Key is { } key ? key with { BodyHash = Hash(arrivals, rejected) } : null };
    }

    /// <exception cref="InputException">An id tells what must not be stored.</exception>
    public async IAsyncEnumerable<SourcedResponse> Apply(IAsyncEnumerable<SourcedResponse> responses, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (SourcedResponse sourced in responses.WithCancellation(cancellationToken))
        {
            yield return IdProblem(sourced.Response) is { } problem
                ? throw new InputException(sourced.Place, problem, Remedy)
                : sourced with { Response = redactor.Redact(sourced.Response) };
        }
    }

    private const string Remedy = "Give it an id that names nobody, such as a number or a hash of your own.";

    /// <summary>Without the id, for the message is stored.</summary>
    private string? IdProblem(Response response) =>
        redactor.FoundInId(response.Id) is { } kind ? $"the id holds what `redact` keeps out ({kind}), and an id is stored as it is." : null;

    /// <summary>Over what is stored, in place of the body: a short secret could be guessed from a hash of that.</summary>
    private static byte[] Hash(List<Arrival> arrivals, List<RejectedRecord> rejected)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Arrival arrival in arrivals)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(arrival.Response.Id));
            hash.AppendData(ContentHash.Of(arrival.Response).ToBytes());
        }

        foreach (RejectedRecord record in rejected)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{record.Place} {record.Error}"));
        }

        return hash.GetHashAndReset();
    }
}
