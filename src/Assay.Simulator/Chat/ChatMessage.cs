namespace Assay.Simulator.Chat;

internal enum ChatRole
{
    System,
    User,
    Other,
}

/// <summary>A message as a range of the request's text.</summary>
internal readonly record struct ChatMessage(ChatRole Role, int Start, int End);
