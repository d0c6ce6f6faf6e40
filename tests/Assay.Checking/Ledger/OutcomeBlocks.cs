namespace Assay.Checking.Ledger;

/// <summary>
/// All outcomes of a ledger, counted at every look. A ledger that is too large for it is counted in blocks, of which a look reads
/// those that move, and some of the others in turn; where the counts do not come out, it reads all before it says so.
/// </summary>
internal sealed class OutcomeBlocks(Findings findings)
{
    /// <summary>Read at each look beside those that move.</summary>
    private const int InTurn = 5;

    private readonly List<OutcomeBlock> _blocks = [];
    private int _next;

    /// <summary>The rows at the last look.</summary>
    public OutcomeCounts Counts { get; private set; }

    /// <summary>Counts the rows, and compares with the tallies of the same moment.</summary>
    /// <param name="scored">Told of each that is scored and was not at the last look.</param>
    public void Look(LedgerSnapshot ledger, Action<OutcomeKey> scored)
    {
        while (_blocks.Count * OutcomeBlock.Size < ledger.LargestKey)
        {
            _blocks.Add(new OutcomeBlock((_blocks.Count * OutcomeBlock.Size) + 1));
        }

        foreach (OutcomeBlock block in Chosen().ToHashSet())
        {
            block.Read(ledger, findings, scored);
        }

        foreach (OutcomeBlock block in TakeTurns())
        {
            block.ReadOrphans(ledger, findings);
        }

        OutcomeCounts tallies = ledger.Tallies();
        if (Sum() != tallies)
        {
            _blocks.ForEach(b => b.Read(ledger, findings, scored));
        }

        findings.Checked();
        Counts = Sum();
        if (Counts != tallies)
        {
            findings.Add(FindingKind.Unbalanced, $"the rows are {Counts}, the tallies {tallies}");
        }
    }

    /// <summary>Counts everything.</summary>
    public void LookAtAll(LedgerSnapshot ledger, Action<OutcomeKey> scored)
    {
        _next = 0;
        Look(ledger, scored);
        foreach (OutcomeBlock block in _blocks)
        {
            block.Read(ledger, findings, scored);
            block.ReadOrphans(ledger, findings);
        }
    }

    private OutcomeCounts Sum() => _blocks.Aggregate(default(OutcomeCounts), (sum, block) => sum + block.Counts);

    /// <summary>Those that move, the first of those to which no judge has come yet, and some of the others.</summary>
    private IEnumerable<OutcomeBlock> Chosen()
    {
        foreach (OutcomeBlock block in _blocks.Where(b => b.IsMoving))
        {
            yield return block;
        }

        if (_blocks.Find(b => b.IsOwed) is { } first)
        {
            yield return first;
        }

        foreach (OutcomeBlock block in InTurnNow())
        {
            yield return block;
        }
    }

    private List<OutcomeBlock> TakeTurns()
    {
        List<OutcomeBlock> turn = InTurnNow();
        _next = _blocks.Count == 0 ? 0 : (_next + turn.Count) % _blocks.Count;
        return turn;
    }

    private List<OutcomeBlock> InTurnNow() => [.. Enumerable.Range(0, Math.Min(InTurn, _blocks.Count)).Select(i => _blocks[(_next + i) % _blocks.Count])];
}
