namespace Assay.Integration.Tests.Service;

/// <summary>What an application asks its model, in OpenAI's form, and what of it is to stand in the response.</summary>
/// <param name="Input">Null where the model's reply calls a tool, which is no answer yet.</param>
internal sealed record SentChat(string Request, string? Input, string[] Before, string[] Context)
{
    public static readonly SentChat Question = new(
        """{"messages":[{"role":"user","content":"Was kostet die „Rücksendung“ 📦?\nSay it \"short\"."}]}""",
        "Was kostet die „Rücksendung“ 📦?\nSay it \"short\".", [], []);

    public static readonly SentChat Conversation = new(
        """
        {"messages":[{"role":"system","content":"You are the support of a shop."},{"role":"user","content":"Hi"},
        {"role":"assistant","content":"Hello! How can I help?"},{"role":"user","content":"How long does delivery take?"}]}
        """,
        "How long does delivery take?", ["system: You are the support of a shop.", "user: Hi", "assistant: Hello! How can I help?"], []);

    public static readonly SentChat Picture = new(
        """
        {"messages":[{"role":"user","content":[{"type":"text","text":"Is this the right plug?"},
        {"type":"image_url","image_url":{"url":"data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="}}]}]}
        """,
        "Is this the right plug?\n[image]", [], []);

    public static readonly SentChat CallOfTool = new(
        """
        {"messages":[{"role":"user","content":"Is it in stock?"}],"tool_choice":"required",
        "tools":[{"type":"function","function":{"name":"stock","parameters":{"type":"object","properties":{"article":{"type":"integer"}}}}}]}
        """,
        null, [], []);

    public static readonly SentChat AnswerAfterTool = new(
        """
        {"messages":[{"role":"user","content":"Is it in stock?"},
        {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"stock","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"call_1","content":"12 pieces"}]}
        """,
        "Is it in stock?", [], ["12 pieces"]);
}
