import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/*
 * The yardstick of `submit-opinions`: a function that does nothing but write.
 */

const client = new DynamoDBClient({});

export const handler = async (event: APIGatewayProxyEventV2) => {
  const body = JSON.parse(event.body ?? '{}') as { organisation: string };
  await client.send(
    new PutItemCommand({
      TableName: process.env['TABLE_NAME'],
      Item: {
        pk: { S: 'BARE' },
        sk: { S: body.organisation },
        body: { S: event.body ?? '' },
      },
    }),
  );
  return { statusCode: 201, body: '{}' };
};
