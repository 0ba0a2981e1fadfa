using System.Text;

using OpsAgent.Core.Text;

namespace OpsAgent.Chat.Rendering.Text;

/// <summary>Columns that stand under each other where every letter has the same width.</summary>
internal static class TextTable
{
    private const int MaxCellWidth = 60;

    public static string Of(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> lines = [columns, .. rows];
        var cells = lines.Select(l => l.Select(c => c.Length <= MaxCellWidth ? c : $"{DisplayText.Of(c[..(MaxCellWidth - 3)])}...").ToList()).ToList();
        var widths = columns.Select((_, i) => cells.Max(l => l[i].Length)).ToList();
        var text = new StringBuilder();
        foreach (var line in cells)
        {
            text.Append(string.Join("  ", line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }

        return text.ToString().TrimEnd('\n');
    }
}
