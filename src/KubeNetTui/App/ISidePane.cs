using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// Something beside a list that follows its selection. The list screen draws the frame around it (with <see cref="Title"/> in it),
/// gives it keys while it has the focus, and disposes it.
/// </summary>
internal interface ISidePane : IAsyncDisposable
{
    /// <summary>For the frame: <c>verify service/shop/cart</c>.</summary>
    string Title { get; }

    /// <summary>Keys while the pane has the focus.</summary>
    IReadOnlyList<Binding> Bindings { get; }

    /// <summary>The selection moved; null: nothing is selected.</summary>
    void Follow(Selection? selection);

    /// <param name="area">Inside of the frame.</param>
    /// <param name="buffer">Where to draw.</param>
    /// <param name="focused">It has the keys.</param>
    void Render(Rect area, Buffer buffer, bool focused);

    bool HandleKey(KeyEvent key);

    bool HandleMouse(MouseEvent mouse, Rect area);
}
