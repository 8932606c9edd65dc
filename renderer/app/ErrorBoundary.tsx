/** Where a page fails: says what happened, keeps the rest of the window alive, and lets the person copy the details. */
import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import { EmptyState } from '../components/EmptyState.tsx';
import { toast } from '../components/Toast.tsx';
import { CloudAlert } from 'lucide-react';

interface Props {
  /** "the Trash page": said in the message. */
  place: string;
  children: ReactNode;
}
interface State {
  error: Error | null;
  stack: string;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, stack: '' };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(_error: unknown, info: ErrorInfo): void {
    this.setState({ stack: info.componentStack ?? '' });
  }

  copy = (): void => {
    const { error, stack } = this.state;
    const details = [`Morgus Studio, ${this.props.place}`, error?.stack ?? error?.message ?? '', stack.trim()].join(
      '\n\n',
    );
    navigator.clipboard.writeText(details).then(
      () => toast.done({ title: 'Details copied' }),
      (failure: unknown) => toast.error('The details could not be copied', failure),
    );
  };

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <EmptyState
        icon={<CloudAlert aria-hidden />}
        title={`Something went wrong in ${this.props.place}`}
        actions={
          <>
            <Button onClick={this.copy}>Copy details</Button>
            <Button variant="primary" onClick={() => this.setState({ error: null, stack: '' })}>
              Try again
            </Button>
          </>
        }
      >
        <p>{error.message}</p>
        <p>What you wrote is safe: it is saved by another process as you type.</p>
      </EmptyState>
    );
  }
}
