using System.Globalization;
using Assay.Checking.Accounts;
using Assay.Simulator.Recording;

namespace Assay.Checking.Ledger;

/// <summary>Every score needs a call that the provider answered, about that very input and output.</summary>
internal sealed class ScoredCalls(ProviderLog log, Findings findings)
{
    /// <summary>The provider writes its log a moment after it has answered.</summary>
    private const int LooksOfPatience = 5;

    private List<(OutcomeKey Key, ulong Item, int Looks)> _waiting = [];

    public bool IsWaiting => _waiting.Count > 0;

    public void Add(LedgerSnapshot ledger, OutcomeKey key)
    {
        foreach (ulong item in ledger.Rows($"SELECT {ItemColumns} FROM responses WHERE response_key = $0", r => Item(r.GetString(0), r.GetString(1)), key.Response))
        {
            _waiting.Add((key, item, 0));
        }
    }

    /// <summary>Looks for the calls of what was scored since the last look.</summary>
    public void Check()
    {
        var still = new List<(OutcomeKey, ulong, int)>();
        foreach ((OutcomeKey key, ulong item, int looks) in _waiting)
        {
            if (log.Of(item).Served > 0)
            {
                findings.Checked();
            }
            else if (looks < LooksOfPatience)
            {
                still.Add((key, item, looks + 1));
            }
            else
            {
                findings.Add(FindingKind.Invented, $"the response with the key {key.Response} is scored, and the provider never answered about it");
            }
        }

        _waiting = still;
    }

    /// <summary>Input and output, of a row of <c>responses</c>.</summary>
    internal const string ItemColumns = "coalesce(json_extract(body, '$.input'), ''), coalesce(json_extract(body, '$.output'), '')";

    internal static ulong Item(string input, string output) => ulong.Parse(RequestItem.Of(input, output), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
