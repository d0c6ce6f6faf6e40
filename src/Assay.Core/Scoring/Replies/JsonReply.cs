using System.Text.Json;
using Assay.Collecting;
using Assay.Scoring.Judging;
using Assay.Scoring.Rubrics;

namespace Assay.Scoring.Replies;

/// <summary>
/// Reads a reply in the form of <see cref="ReplySchema"/>. Where one criterion is asked, its fields may also stand at the top.
/// Unknown fields are passed over, a missing reason is allowed, a missing or unreadable score never is.
/// </summary>
public sealed class JsonReply(Rubric rubric, IReadOnlyList<Criterion> asked)
{
    public ReplyReading Read(string reply, Response response)
    {
        if (string.IsNullOrWhiteSpace(reply))
        {
            return new ReplyReading.Failed(UnscoredReason.EmptyReply, "the judge's reply is empty");
        }

        try
        {
            return ReadObjects(reply, response);
        }
        catch (InvalidOperationException)
        {
            // A string of the reply holds half a surrogate pair: no text, and no reason to guess at the rest.
            return ReplyReading.Unreadable("the reply holds text that is not valid Unicode");
        }
    }

    private ReplyReading ReadObjects(string reply, Response response)
    {
        ReplyReading? first = null;
        ReplyReading? failure = null;
        foreach (JsonElement candidate in JsonInText.Objects(reply).Where(IsVerdict))
        {
            ReplyReading reading = ReadObject(candidate, response);
            if (reading is not ReplyReading.Read read)
            {
                failure ??= reading;
            }
            else if (first is not ReplyReading.Read before)
            {
                first = read;
            }
            else if (!SameGrades(before, read))
            {
                return new ReplyReading.Failed(UnscoredReason.Contradictory, "the reply holds two verdicts that differ");
            }
        }

        return (first, failure) switch
        {
            ({ } read, null) => read,
            (null, { } failed) => failed,
            // What cannot be read may be the verdict, and the readable part a quote of what is judged.
            (_, ReplyReading.Failed { Reason: UnscoredReason.Unreadable } failed) => failed,
            ({ }, { }) => new ReplyReading.Failed(UnscoredReason.Contradictory, "the reply holds a readable and an unreadable verdict"),
            _ => ReplyReading.Unreadable("the reply holds no JSON object with the criteria asked"),
        };
    }

    private bool IsVerdict(JsonElement candidate) =>
        asked.Any(c => candidate.TryGetProperty(c.Name, out _))
        || (asked.Count == 1 && (candidate.TryGetProperty("score", out _) || candidate.TryGetProperty("answers", out _) || candidate.TryGetProperty("reason", out _)));

    private ReplyReading ReadObject(JsonElement verdict, Response response)
    {
        var scores = new List<CriterionScore>(asked.Count);
        foreach (Criterion criterion in asked)
        {
            if (!TryOnly(verdict, criterion.Name, out JsonElement part, out bool differs))
            {
                if (differs)
                {
                    return new ReplyReading.Failed(UnscoredReason.Contradictory, $"the reply grades {criterion.Name} twice, differently");
                }

                if (asked.Count > 1)
                {
                    return ReplyReading.Unreadable($"the reply has no {criterion.Name}");
                }

                part = verdict;
            }

            if (part.ValueKind != JsonValueKind.Object)
            {
                return ReplyReading.Unreadable($"{criterion.Name} is not an object with reason and score");
            }

            if (asked.Count == 1 && part.ValueKind == JsonValueKind.Object && GradesElsewhere(verdict, part))
            {
                return new ReplyReading.Failed(UnscoredReason.Contradictory, $"the reply grades {criterion.Name} twice, differently");
            }

            switch (ReadGrade(criterion, part))
            {
                case (GradeReading.Read grade, _):
                    scores.Add(new CriterionScore(criterion.Name, grade.Value, grade.Label, Text(part, "reason"), Evidence(criterion, part, response)));
                    break;
                case (GradeReading.OffScale off, _):
                    return new ReplyReading.Failed(UnscoredReason.OffScale, $"{criterion.Name}: {Short(off.Found)} is not on the scale {criterion.Scale.Text}");
                case (GradeReading.Unreadable unreadable, { } problem):
                    return new ReplyReading.Failed(problem, $"{criterion.Name}: {Short(unreadable.Found)} is no grade");
            }
        }

        return new ReplyReading.Read(scores, FailureCode(verdict));
    }

    /// <summary>A score at the top that differs from the one under the criterion's name.</summary>
    private static bool GradesElsewhere(JsonElement verdict, JsonElement part) =>
        verdict.TryGetProperty("score", out JsonElement top) && part.TryGetProperty("score", out JsonElement own) && !JsonElement.DeepEquals(top, own);

    private static (GradeReading Reading, UnscoredReason? Problem) ReadGrade(Criterion criterion, JsonElement part)
    {
        if (criterion.Scale is Scale.Checklist checklist)
        {
            return ReadAnswers(checklist, part);
        }

        return TryOnly(part, "score", out JsonElement score, out bool differs)
            ? (Grades.Read(criterion.Scale, score), UnscoredReason.Unreadable)
            : (new GradeReading.Unreadable(differs ? "two different scores" : "a missing score"), differs ? UnscoredReason.Contradictory : UnscoredReason.Unreadable);
    }

    private static (GradeReading, UnscoredReason?) ReadAnswers(Scale.Checklist checklist, JsonElement part)
    {
        if (!TryOnly(part, "answers", out JsonElement answers, out _) || answers.ValueKind != JsonValueKind.Object)
        {
            return (new GradeReading.Unreadable("a missing list of answers"), UnscoredReason.Unreadable);
        }

        int yes = 0;
        for (int i = 1; i <= checklist.Items.Count; i++)
        {
            if (!TryOnly(answers, $"{i}", out JsonElement answer, out _) || YesOrNo(answer) is not { } isYes)
            {
                return (new GradeReading.Unreadable($"item {i} without yes or no"), UnscoredReason.Unreadable);
            }

            yes += isYes ? 1 : 0;
        }

        return (new GradeReading.Read((double)yes / checklist.Items.Count, null), null);
    }

    private static bool? YesOrNo(JsonElement answer) => answer.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => answer.GetString()!.Trim().ToUpperInvariant() switch { "YES" => true, "NO" => false, _ => null },
        _ => null,
    };

    private string? FailureCode(JsonElement verdict)
    {
        string? code = rubric.FailureCodes.Count == 0 ? null : Text(verdict, "failure_code");
        return rubric.FailureCodes.FirstOrDefault(c => c.Name.Equals(code, StringComparison.OrdinalIgnoreCase))?.Name;
    }

    private static List<string> Evidence(Criterion criterion, JsonElement part, Response response)
    {
        var quotes = new List<string>();
        if (criterion.Evidence && part.TryGetProperty("evidence", out JsonElement evidence) && evidence.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement quote in evidence.EnumerateArray())
            {
                if (quote.ValueKind == JsonValueKind.String && quote.GetString() is { Length: > 0 } text && VerbatimQuote.IsIn(response, text))
                {
                    quotes.Add(text);
                }
            }
        }

        return quotes;
    }

    private static bool SameGrades(ReplyReading.Read a, ReplyReading.Read b) =>
        a.Scores.Select(s => s.Value).SequenceEqual(b.Scores.Select(s => s.Value));

    /// <summary>A property that stands once, or several times with the same content.</summary>
    private static bool TryOnly(JsonElement parent, string name, out JsonElement value, out bool differs)
    {
        differs = false;
        value = default;
        bool found = false;
        foreach (JsonProperty property in parent.EnumerateObject())
        {
            if (!property.NameEquals(name))
            {
                continue;
            }

            differs |= found && !JsonElement.DeepEquals(value, property.Value);
            (value, found) = (property.Value, true);
        }

        return found && !differs;
    }

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "...";
}
