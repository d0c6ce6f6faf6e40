namespace Assay.Server.Telemetry.Calls;

/// <summary>
/// Finds model calls that enclose one another in a request: a gateway, a framework and a client each record the same call.
/// The innermost that tells the answer is kept.
/// </summary>
internal static class Nesting
{
    /// <summary>Real traces are shallower; a made-up one must not cost more than its size.</summary>
    private const int MostLevels = 64;

    public static IEnumerable<Reading> WithoutDoubles(IReadOnlyList<(Call Call, Reading Reading)> readings)
    {
        Dictionary<string, int> byId = new(readings.Count);
        for (int i = 0; i < readings.Count; i++)
        {
            byId.TryAdd(readings[i].Call.Id, i);
        }

        bool[] isDouble = new bool[readings.Count];
        for (int i = 0; i < readings.Count; i++)
        {
            if (readings[i].Reading is Reading.Ignored)
            {
                continue;
            }

            foreach (int outer in Enclosing(readings[i].Call, readings, byId))
            {
                if (readings[i].Reading is Reading.Answered)
                {
                    isDouble[outer] = true;
                }
                else if (readings[i].Reading is Reading.WithoutContent)
                {
                    isDouble[i] = true;
                }
            }
        }

        return readings.Select((reading, i) => isDouble[i] ? new Reading.Ignored() : reading.Reading);
    }

    private static List<int> Enclosing(Call call, IReadOnlyList<(Call Call, Reading Reading)> readings, Dictionary<string, int> byId)
    {
        List<int> enclosing = [];
        string parent = call.ParentId;
        for (int level = 0; level < MostLevels && parent.Length > 0 && byId.TryGetValue(parent, out int outer); level++)
        {
            (Call around, Reading reading) = readings[outer];
            if (around.Id == call.Id)
            {
                // Spans in a circle enclose nothing: each keeps its answer.
                return [];
            }

            if (CallKind.IsApart(around.Attributes))
            {
                break;
            }

            if (reading is not (Reading.Ignored or Reading.Rejected))
            {
                enclosing.Add(outer);
            }

            parent = around.ParentId;
        }

        return enclosing;
    }
}
