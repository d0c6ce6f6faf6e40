namespace Assay.Simulator.Judging.Items;

/// <summary>Reads the items of well-known judge prompts: MT-bench (single, pair, two turns) and LLMBar.</summary>
internal static class BenchmarkPrompts
{
    public static bool TryRead(ReadOnlySpan<char> text, out Item item)
    {
        item = default;
        return TryReadAnswer(text, ref item) || TryReadPair(text, ref item) || TryReadConversation(text, ref item) || TryReadOutputs(text, ref item);
    }

    private static bool TryReadAnswer(ReadOnlySpan<char> text, ref Item item)
    {
        const string start = "[The Start of Assistant's Answer]";
        if (!TryBetween(text, start, "[The End of Assistant's Answer]", out item.Output))
        {
            return false;
        }

        item.Input = Question(text, start);
        SetReference(text, ref item);
        SetBefore(text, start, ref item);
        return true;
    }

    private static bool TryReadPair(ReadOnlySpan<char> text, ref Item item)
    {
        const string start = "[The Start of Assistant A's Answer]";
        if (!TryBetween(text, start, "[The End of Assistant A's Answer]", out item.Output)
            || !TryBetween(text, "[The Start of Assistant B's Answer]", "[The End of Assistant B's Answer]", out item.SecondOutput))
        {
            return false;
        }

        item.IsPair = true;
        item.Input = Question(text, start);
        SetReference(text, ref item);
        SetBefore(text, start, ref item);
        return true;
    }

    private static bool TryReadConversation(ReadOnlySpan<char> text, ref Item item)
    {
        const string start = "<|The Start of Assistant A's Conversation with User|>";
        if (!TryBetween(text, start, "<|The End of Assistant A's Conversation with User|>", out var first))
        {
            return false;
        }

        LastTurn(first, "### Assistant A:", out item.Input, out item.Output);
        if (TryBetween(text, "<|The Start of Assistant B's Conversation with User|>", "<|The End of Assistant B's Conversation with User|>", out var second))
        {
            item.IsPair = true;
            LastTurn(second, "### Assistant B:", out _, out item.SecondOutput);
        }

        SetBefore(text, start, ref item);
        return true;
    }

    private static bool TryReadOutputs(ReadOnlySpan<char> text, ref Item item)
    {
        const string start = "# Output (a):";
        const string second = "# Output (b):";
        if (!TryBetween(text, start, second, out item.Output))
        {
            return false;
        }

        item.IsPair = true;
        var rest = text[(text.LastIndexOf(second) + second.Length)..];
        var end = rest.IndexOf("\n#");
        item.SecondOutput = (end < 0 ? rest : rest[..end]).Trim();
        _ = TryBetween(text, "# Instruction:", start, out item.Input);
        item.Before = text;
        return true;
    }

    private static ReadOnlySpan<char> Question(ReadOnlySpan<char> text, string end)
    {
        text = text[..text.LastIndexOf(end)];
        var at = text.LastIndexOf("Question]");
        var question = at < 0 ? text : text[(at + "Question]".Length)..];
        var reference = question.IndexOf("[The Start of Reference Answer]");
        return (reference < 0 ? question : question[..reference]).Trim();
    }

    private static void SetReference(ReadOnlySpan<char> text, ref Item item) =>
        _ = TryBetween(text, "[The Start of Reference Answer]", "[The End of Reference Answer]", out item.Reference);

    private static void SetBefore(ReadOnlySpan<char> text, string start, ref Item item)
    {
        var at = text.IndexOf("[Question]");
        item.Before = text[..(at >= 0 ? at : text.IndexOf(start))];
    }

    private static void LastTurn(ReadOnlySpan<char> conversation, string answerMark, out ReadOnlySpan<char> input, out ReadOnlySpan<char> output)
    {
        const string user = "### User:";
        var answer = conversation.LastIndexOf(answerMark);
        output = (answer < 0 ? conversation : conversation[(answer + answerMark.Length)..]).Trim();
        var asked = answer < 0 ? [] : conversation[..answer];
        var question = asked.LastIndexOf(user);
        input = question < 0 ? [] : asked[(question + user.Length)..].Trim();
    }

    private static bool TryBetween(ReadOnlySpan<char> text, string start, string end, out ReadOnlySpan<char> content)
    {
        content = default;
        var from = text.IndexOf(start);
        if (from < 0)
        {
            return false;
        }

        var rest = text[(from + start.Length)..];
        var to = rest.LastIndexOf(end);
        if (to < 0)
        {
            return false;
        }

        content = rest[..to].Trim();
        return true;
    }
}
