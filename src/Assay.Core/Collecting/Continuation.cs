namespace Assay.Collecting;

/// <summary>How a response that arrives under a known id stands to the one that is stored there.</summary>
public enum Continuation
{
    /// <summary>Another response, or another course of the conversation.</summary>
    Other,

    /// <summary>The same conversation, and more was said since.</summary>
    GoesOn,

    /// <summary>The same conversation as it stood before; it comes late, or once more.</summary>
    Earlier,

    /// <summary>The same conversation, in which nothing more was said; other fields may differ.</summary>
    Same,
}

/// <summary>Tells whether a conversation goes on where the stored one ended. Applications send it in several ways, which must all come to the same.</summary>
public static class Continuations
{
    // What the application or its tools put in between says nothing about the course, and is often written anew for each call.
    private static readonly string[] Silent = ["system", "developer", "tool", "function"];

    public static Continuation Of(Response stored, Response arrived)
    {
        (Course was, Course now) = (Course.Of(stored), Course.Of(arrived));
        return was.GoesOnIn(now) || was.WithoutRepeat().GoesOnIn(now.WithoutRepeat()) ? Continuation.GoesOn
            : now.GoesOnIn(was) || now.WithoutRepeat().GoesOnIn(was.WithoutRepeat()) ? Continuation.Earlier
            : was.Says(now) || was.WithoutRepeat().Says(now.WithoutRepeat()) ? Continuation.Same
            : Continuation.Other;
    }

    /// <summary>It is a part of the course, not something that was put in between.</summary>
    internal static bool IsSpoken(Turn turn) => !Silent.Contains(turn.Role, StringComparer.Ordinal);

    /// <summary>What was said, in order.</summary>
    private sealed record Course(IReadOnlyList<Turn> Before, string Input, string Output)
    {
        public static Course Of(Response response) => new(
            [.. response.Conversation.Where(turn => turn.Content.Length > 0 && IsSpoken(turn))], response.Input, response.Output);

        /// <summary>Some applications repeat the question, or the question and its answer, at the end of the conversation.</summary>
        public Course WithoutRepeat()
        {
            if (Before is [.., { Content: var last }] && last == Input)
            {
                return this with { Before = [.. Before.SkipLast(1)] };
            }

            int steps = Before.SkipLast(1).Reverse().TakeWhile(IsStep).Count();
            int asked = Before.Count - 2 - steps;
            return asked >= 0 && Before[^1].Content == Output && Before[asked].Content == Input ? this with { Before = [.. Before.Take(asked)] } : this;
        }

        /// <summary>Whether the other holds just this. Without a conversation it would be a changed response.</summary>
        public bool Says(Course other) => Before.Count > 0 && Input == other.Input && Output == other.Output && Before.SequenceEqual(other.Before);

        /// <summary>Whether the other holds all of this, and more behind it.</summary>
        public bool GoesOnIn(Course other)
        {
            // An answer without a conversation can be a changed answer, but nothing that goes on.
            if (other.Before.Count == 0)
            {
                return false;
            }

            List<Turn> said = [.. other.Before, new Turn("user", other.Input)];
            if (other.Output.Length > 0)
            {
                said.Add(new Turn("assistant", other.Output));
            }

            if (said.Count <= Before.Count || !Before.SequenceEqual(said.Take(Before.Count)) || said[Before.Count].Content != Input)
            {
                return false;
            }

            int end = Output.Length == 0 ? Before.Count : Answer(said, Before.Count + 1);
            return end >= 0 && end < said.Count - 1;
        }

        /// <summary>Where the output stands. What an assistant says while it uses tools is a turn later, but was no answer.</summary>
        private int Answer(List<Turn> said, int from)
        {
            int at = from;
            while (at < said.Count && said[at].Content != Output && IsStep(said[at]))
            {
                at++;
            }

            return at < said.Count && said[at].Content == Output ? at : -1;
        }

        private static bool IsStep(Turn turn) => turn.Role == "assistant";
    }
}
