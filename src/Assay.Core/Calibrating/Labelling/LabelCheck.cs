using System.Globalization;
using Assay.Configuring;

namespace Assay.Calibrating.Labelling;

/// <summary>Checks labels from outside against what is stored, and against the scale.</summary>
/// <param name="revisions">The last revision of each response that is there.</param>
internal sealed class LabelCheck(LabelSubjects subjects, IReadOnlyDictionary<string, int> revisions, string? judge, DateTimeOffset now)
{
    /// <summary>The label; null where something is wrong with it, which is then among the findings.</summary>
    public HumanLabel? Read(LabelLine line, List<LabelFinding> findings)
    {
        int before = findings.Count;
        void Find(string problem, string remedy) => findings.Add(new LabelFinding(line.Place, problem, remedy));
        if (line.Id is not { } id)
        {
            Find("there is no \"id\".", "Give the id of the response, as it was exported.");
            return null;
        }

        if (!revisions.TryGetValue(id, out int last))
        {
            Find($"the ledger holds no response {id}.", "Check the id, and that --store names the ledger that it was exported from.");
            return null;
        }

        if (JudgeOf(line, Find) is not { } of || CriterionOf(line, of, id, Find) is not { } criterion)
        {
            return null;
        }

        int revision = RevisionOf(line, of, (id, last), Find);
        string rater = line.Rater ?? "";
        if (HumanLabel.RaterProblem(rater) is { } problem)
        {
            Find(problem, "Give \"rater\", or name the one of all labels with --rater.");
        }

        if (line.Note?.Length > HumanLabel.LongestNote)
        {
            Find($"the note has {line.Note.Length} characters.", $"At most {HumanLabel.LongestNote} are kept.");
        }

        if (criterion.Read(line.Label!) is not { } grade)
        {
            Find($"`{line.Label}` is not on the scale of {criterion.Name}.", $"It must be {LabelScaleText.Of(criterion.Scale)}.");
            return null;
        }

        return findings.Count > before
            ? null
            : new HumanLabel(new LabelKey(id, revision, of, criterion.Name, rater, line.IsAdjudication), grade.Value, criterion.Scale.Min, criterion.Scale.Max)
            {
                Grade = grade.Label,
                At = now,
                Note = line.Note,
                IsBlind = !line.ShowsJudge,
            };
    }

    private string? JudgeOf(LabelLine line, Action<string, string> find)
    {
        string? named = line.Judge ?? judge ?? (subjects.Judges.Count == 1 ? subjects.Judges.First() : null);
        if (named is null)
        {
            string[] drawn = [.. subjects.Judges.Where(j => subjects.Drawn(j, line.Id!) is not null)];
            if (drawn is [var only])
            {
                return only;
            }

            find("it does not say whose criterion it is of.", $"Give \"judge\", or --judge: {string.Join(", ", subjects.Judges)}.");
        }
        else if (!subjects.Judges.Contains(named))
        {
            find($"the ledger holds no judge `{named}`.", $"It holds: {string.Join(", ", subjects.Judges)}.");
            return null;
        }

        return named;
    }

    private AskedCriterion? CriterionOf(LabelLine line, string of, string id, Action<string, string> find)
    {
        IReadOnlyList<AskedCriterion> criteria = subjects.Criteria(of, id);
        if (line.Criterion is null)
        {
            if (criteria is [var only])
            {
                return only;
            }

            find("it does not say of which criterion it is.", $"Give \"criterion\": {string.Join(", ", criteria.Select(c => c.Name))}.");
            return null;
        }

        AskedCriterion? criterion = criteria.FirstOrDefault(c => c.Name == line.Criterion);
        if (criterion is null)
        {
            string? nearest = NearestName.Of(line.Criterion, criteria.Select(c => c.Name));
            find($"{of} has no criterion `{line.Criterion}`.", nearest is null ? $"It has: {string.Join(", ", criteria.Select(c => c.Name))}." : $"Did you mean `{nearest}`?");
        }

        return criterion;
    }

    private int RevisionOf(LabelLine line, string of, (string Id, int Last) response, Action<string, string> find)
    {
        int asked = subjects.Drawn(of, response.Id)?.Revision ?? response.Last;
        if (line.Revision is null)
        {
            return asked;
        }

        bool isNumber = int.TryParse(line.Revision, NumberStyles.None, CultureInfo.InvariantCulture, out int revision);
        if (!isNumber || revision < 1 || revision > response.Last)
        {
            find($"there is no revision {line.Revision} of {response.Id}.", $"The last one is {response.Last.ToString(CultureInfo.InvariantCulture)}.");
        }
        else if (revision != asked)
        {
            find($"it is of revision {line.Revision} of {response.Id}, but {asked.ToString(CultureInfo.InvariantCulture)} is the one that is labelled.", "What was said there is another answer: label it as it was exported, or take the record out.");
        }

        return revision;
    }
}
