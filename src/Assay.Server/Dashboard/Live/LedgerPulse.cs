using System.Security.Cryptography;
using System.Text;
using Assay.Scoring.Serving;

namespace Assay.Server.Dashboard.Live;

/// <summary>Tells whether anything that pages show has changed, by whichever process; asks the ledger a few times a second at most, however many watch.</summary>
internal sealed class LedgerPulse(ServiceState state)
{
    private static readonly TimeSpan KnownFor = TimeSpan.FromMilliseconds(300);

    private readonly Lock _asking = new();
    private Task<string>? _answer;
    private long _askedAt;

    /// <summary>Stands for the ledger's counts and the judges' state: another text when they change.</summary>
    public Task<string> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_asking)
        {
            if (_answer is null || _answer.IsFaulted || (_answer.IsCompleted && state.Clock.GetElapsedTime(_askedAt) >= KnownFor))
            {
                _askedAt = state.Clock.GetTimestamp();
                _answer = AskAsync();
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<string> AskAsync()
    {
        LedgerAccount account = await state.Ledger.AccountAsync(CancellationToken.None);
        var text = new StringBuilder();
        foreach (LedgerAccount.Entry entry in account.Entries)
        {
            text.Append(entry.Judge).Append(' ').Append(entry.Hour.Ticks).Append(' ').Append((int)entry.State).Append(' ').Append(entry.Reason).Append(' ').Append(entry.Count).Append('\n');
        }

        foreach (StandingJudge judge in state.Judges)
        {
            text.Append(judge.Paused?.Error).Append('\n');
        }

        text.AppendJoin('\n', state.Sources.Select(s => s.Error));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
