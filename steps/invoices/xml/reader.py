"""An invoice's XML as a tree of plain nodes, with limits on its size.

Names lose their namespaces; invoices are recognised by the namespace of their root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from steps.core.documents.xml import UnreadableXml, UnsafeXml, parse_xml

MAX_NODES = 500_000
MAX_DEPTH = 60
_DECLARATION = re.compile(rb"<\?xml[^>]*\?>")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(slots=True)
class Node:
    """An element: local name, attributes, its own text, and the elements in it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[Node]:
        """The elements directly in it that have one of the names."""
        return (child for child in self.children if child.name in names)

    def at(self, *path: str) -> Node | None:
        """The first element at the end of a path; a step may name alternatives: `Old|New`."""
        node: Node | None = self
        for step in path:
            node = next(node.all(*step.split("|")), None) if node else None
        return node

    def value(self, *path: str) -> str | None:
        """The text at the end of a path, without white space around it; None where there is none."""
        node = self.at(*path)
        return (node.text.strip() or None) if node else None


@dataclass(frozen=True)
class Xml:
    """`fault` says what had to be overlooked to read it; None for well-formed XML."""

    root: Node
    namespace: str
    fault: str | None


def read_xml(data: bytes) -> Xml:
    """Errors: UnreadableXml, UnsafeXml."""
    try:
        return _parse(data, None)
    except UnreadableXml as error:
        # A wrong declaration or white space before it hides nothing: what follows says all there is to say.
        rest = data.removeprefix(_BYTE_ORDER_MARK).lstrip()
        declared = _DECLARATION.match(rest)
        rest = rest[declared.end() :].lstrip() if declared else rest
        if isinstance(error, UnsafeXml) or rest == data:
            raise
        return _parse(rest, str(error), encoding="utf-8")


def packed(xml: Xml) -> list[Any]:
    """The tree as JSON knows it, in few large lists: a process that reads it needs little more memory than it has."""
    names: list[str] = []
    depths: list[int] = []
    texts: list[str] = []
    attributes: dict[str, dict[str, str]] = {}
    open_nodes = [(xml.root, 0)]
    while open_nodes:
        node, depth = open_nodes.pop()
        if node.attributes:
            attributes[str(len(names))] = node.attributes
        names.append(node.name)
        depths.append(depth)
        texts.append(node.text)
        open_nodes += [(child, depth + 1) for child in reversed(node.children)]
    return [names, depths, texts, attributes, xml.namespace, xml.fault]


def unpacked(value: list[Any]) -> Xml:
    """The tree that was packed."""
    names, depths, texts, attributes, namespace, fault = value
    path: list[Node] = []
    for number, (name, depth, text) in enumerate(zip(names, depths, texts, strict=True)):
        node = Node(name, attributes.get(str(number), {}), text)
        if depth:
            path[depth - 1].children.append(node)
        path[depth:] = [node]
    return Xml(path[0], namespace, fault)


def _parse(data: bytes, fault: str | None, encoding: str | None = None) -> Xml:
    tree = _Tree()
    parse_xml(data, tree, encoding)
    if tree.root is None:
        raise UnreadableXml("there is no element in it")
    return Xml(tree.root, tree.namespace, fault)


class _Tree:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.namespace = ""
        self._open: list[tuple[Node, list[str]]] = []
        self._nodes = 0

    def start(self, namespace: str, name: str, attributes: dict[str, str]) -> None:
        node = Node(name, attributes)
        self._nodes += 1
        if self._nodes > MAX_NODES or len(self._open) >= MAX_DEPTH:
            raise UnsafeXml("it has more elements, or deeper ones, than any invoice")
        if self._open:
            self._open[-1][0].children.append(node)
        else:
            self.root, self.namespace = node, namespace
        self._open.append((node, []))

    def end(self, name: str) -> None:
        node, parts = self._open.pop()
        node.text = "".join(parts)

    def characters(self, text: str) -> None:
        self._open[-1][1].append(text)
