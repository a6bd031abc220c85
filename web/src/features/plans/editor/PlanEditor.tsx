import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { nonce } from '@/lib/nonce';
import type { Problem } from '../problems';
import { completeWith } from './completion';
import { look } from './look';
import type { Names } from './names';
import classes from './PlanEditor.module.css';

export interface EditorHandle {
  /** Puts a text in a place of what is there, as one step of undoing while a knob is being turned. */
  replace: (from: number, to: number, text: string) => void;
  /** Puts another text in, all of it. */
  exchange: (text: string) => void;
  /** Brings a place into sight and the cursor there. */
  goTo: (at: number) => void;
}

interface Props {
  handle: Ref<EditorHandle>;
  text: string;
  names: Names;
  problems: Problem[];
  readOnly?: boolean;
  label: string;
  changed: (text: string) => void;
  moved: (at: number) => void;
}

/** The plan's text, with completion and with problems at their place. */
export default function PlanEditor({ handle, text, names, problems, readOnly = false, label, changed, moved }: Props) {
  const { t, i18n } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ names, changed, moved });
  latest.current = { names, changed, moved };
  const spoken = useRef(new Compartment());
  const locked = useRef(new Compartment());
  const begin = useRef(text);

  useEffect(() => {
    const made = new EditorView({
      parent: frame.current!,
      doc: begin.current,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(),
        lintGutter(),
        foldGutter({ openText: '▾', closedText: '▸' }),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        yaml(),
        autocompletion({ override: [completeWith(() => latest.current.names)], icons: false, activateOnTyping: true }),
        keymap.of([{ key: 'Tab', run: acceptCompletion }, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.changed(update.state.doc.toString());
          if (update.selectionSet) latest.current.moved(update.state.selection.main.head);
        }),
        spoken.current.of([]),
        locked.current.of([]),
        look,
      ],
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const phrases = EditorState.phrases.of({ Completions: t('editor.completions'), Diagnostics: t('editor.problems'), 'No diagnostics': t('editor.noProblems'), close: t('dialog.close') });
    view.current?.dispatch({ effects: spoken.current.reconfigure([EditorView.contentAttributes.of({ 'aria-label': label, lang: 'zxx', tabindex: '0' }), phrases]) });
  }, [label, i18n.language, t]);

  useEffect(() => {
    view.current?.dispatch({ effects: locked.current.reconfigure([EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)]) });
  }, [readOnly]);

  useEffect(() => {
    const made = view.current!;
    made.dispatch(setDiagnostics(made.state, problems.map((problem) => diagnosticOf(made.state, problem, (word) => t('editor.use', { word })))));
  }, [problems, t]);

  useImperativeHandle(handle, () => ({
    replace: (from, to, insert) => view.current?.dispatch({ changes: { from, to, insert }, userEvent: 'input.type.knob' }),
    exchange: (whole) => view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: whole } }),
    goTo: (at) => {
      const made = view.current!;
      const place = Math.min(at, made.state.doc.length);
      made.dispatch({ selection: { anchor: place }, effects: EditorView.scrollIntoView(place, { y: 'center' }) });
      made.focus();
    },
  }));

  return <div ref={frame} className={classes.frame} data-testid="plan-editor" />;
}

/** A problem says where it begins; it goes on to the end of the word. */
function diagnosticOf(state: EditorState, problem: Problem, useWord: (word: string) => string): Diagnostic {
  const line = state.doc.line(Math.max(1, Math.min(problem.line, state.doc.lines)));
  const from = Math.min(line.from + Math.max(0, problem.column - 1), line.to);
  const word = /^(?:"[^"]*"|'[^']*'|[^\s:,[\]{}]+)/.exec(state.sliceDoc(from, line.to))?.[0] ?? '';
  const to = Math.min(line.to, from + Math.max(1, word.length));
  const { nearest } = problem;
  return {
    from,
    to,
    severity: problem.warning ? 'warning' : 'error',
    message: problem.message + (problem.allowed && !problem.nearest ? ` (${problem.allowed})` : ''),
    actions: nearest && word ? [{ name: useWord(nearest), apply: (view, start, end) => view.dispatch({ changes: { from: start, to: end, insert: nearest } }) }] : [],
  };
}
