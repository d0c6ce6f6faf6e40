using Assay.Providers.Errors;

namespace Assay.Providers;

/// <summary>What the error replies of an endpoint taught about a model, shared by all who ask it, live or in batches.</summary>
internal sealed class LearntParameters(string model)
{
    private int _learnt;

    public ParameterPolicy Policy => new(model, (UnsupportedParameters)Volatile.Read(ref _learnt));

    /// <summary>True where the reply objects to a parameter that the policy still sends: it is left out from now on.</summary>
    /// <param name="sent">Of what most calls are without, what this one had.</param>
    public bool Learn(ParameterPolicy policy, UnsupportedParameters sent, int status, ErrorBody body)
    {
        UnsupportedParameters learnt = policy.Learn(status, body, sent);
        Interlocked.Or(ref _learnt, (int)learnt);
        return learnt != UnsupportedParameters.None;
    }
}
